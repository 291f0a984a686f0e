"""The functions of Windows that the Windows desktop needs, through ctypes; nothing else. Importable anywhere.

Signatures as documented by Microsoft (Win32 API reference: winuser.h, dwmapi.h, processthreadsapi.h, winbase.h).
Not run on real machines yet.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any, Protocol

from mirrorlight.core.context import Rect

_QUERY_LIMITED_INFORMATION = 0x1000
_GA_ROOTOWNER = 3
_DWMWA_EXTENDED_FRAME_BOUNDS, _DWMWA_CLOAKED = 9, 14
_EVENTS = ((0x0003, 0x0003), (0x0016, 0x0017), (0x8002, 0x8003), (0x800B, 0x800C))
"""Foreground; minimise; show and hide; location and name: the ranges given to SetWinEventHook."""

_OUT_OF_CONTEXT = 0
_OBJID_WINDOW = 0
_WM_QUIT = 0x0012
_LONGEST_PATH = 32_768
_LONGEST_TITLE = 4_096


class Api(Protocol):
    """What of Windows is needed. Handles are numbers; what is gone gives 0, "" or None."""

    def foreground(self) -> int: ...

    def windows(self) -> list[int]:
        """Every top-level window, the highest first."""

    def shown(self, window: int) -> bool:
        """Visible, not minimised, not cloaked (other virtual desktops, suspended apps)."""

    def title(self, window: int) -> str: ...

    def pid(self, window: int) -> int: ...

    def owner(self, window: int) -> int:
        """The window that a dialog or menu belongs to; itself if to none."""

    def hosted(self, window: int) -> int:
        """The window of the app inside a frame that the system holds for it (UWP), or 0."""

    def executable(self, pid: int) -> str:
        """The full path of the program."""

    def place(self, window: int) -> Rect | None: ...

    def monitors(self) -> list[tuple[Rect, str]]: ...

    def idle_ms(self) -> int: ...

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` at changes of what is in front, shown, named or placed; returns what ends that."""


class Win32:
    """`Api` by ctypes. Any thread."""

    def __init__(self) -> None:
        from ctypes import wintypes

        loader: Any = ctypes
        self._types: Any = wintypes
        self._user = loader.WinDLL("user32", use_last_error=True)
        self._kernel = loader.WinDLL("kernel32", use_last_error=True)
        self._dwm = loader.WinDLL("dwmapi")
        self._function = loader.WINFUNCTYPE
        self._declare()
        # Places in real pixels, not scaled: per monitor aware, version 2.
        self._user.SetProcessDpiAwarenessContext(ctypes.c_void_p(-4))

    def _declare(self) -> None:
        types, user, kernel = self._types, self._user, self._kernel
        hwnd, dword, boolean = types.HWND, types.DWORD, types.BOOL
        pointer = ctypes.c_void_p
        for function, result, arguments in (
            (user.GetForegroundWindow, hwnd, ()),
            (user.IsWindowVisible, boolean, (hwnd,)),
            (user.IsIconic, boolean, (hwnd,)),
            (user.GetWindowTextW, ctypes.c_int, (hwnd, types.LPWSTR, ctypes.c_int)),
            (user.GetWindowThreadProcessId, dword, (hwnd, ctypes.POINTER(dword))),
            (user.GetAncestor, hwnd, (hwnd, types.UINT)),
            (user.FindWindowExW, hwnd, (hwnd, hwnd, types.LPCWSTR, types.LPCWSTR)),
            (user.GetWindowRect, boolean, (hwnd, ctypes.POINTER(types.RECT))),
            (user.GetLastInputInfo, boolean, (pointer,)),
            (user.GetMonitorInfoW, boolean, (pointer, pointer)),
            (user.SetWinEventHook, pointer, (dword, dword, pointer, pointer, dword, dword, dword)),
            (user.UnhookWinEvent, boolean, (pointer,)),
            (user.GetMessageW, ctypes.c_int, (pointer, hwnd, types.UINT, types.UINT)),
            (user.PostThreadMessageW, boolean, (dword, types.UINT, types.WPARAM, types.LPARAM)),
            (user.SetProcessDpiAwarenessContext, boolean, (pointer,)),
            (kernel.OpenProcess, types.HANDLE, (dword, boolean, dword)),
            (kernel.CloseHandle, boolean, (types.HANDLE,)),
            (kernel.QueryFullProcessImageNameW, boolean, (types.HANDLE, dword, types.LPWSTR, ctypes.POINTER(dword))),
            (kernel.GetTickCount, dword, ()),
            (kernel.GetCurrentThreadId, dword, ()),
            (self._dwm.DwmGetWindowAttribute, ctypes.c_long, (hwnd, dword, pointer, dword)),
        ):
            function.restype, function.argtypes = result, list(arguments)

    def foreground(self) -> int:
        return int(self._user.GetForegroundWindow() or 0)

    def windows(self) -> list[int]:
        found: list[int] = []

        def each(window: int | None, _parameter: int) -> bool:
            found.append(int(window or 0))
            return True

        callback = self._function(self._types.BOOL, self._types.HWND, self._types.LPARAM)(each)
        self._user.EnumWindows(callback, 0)
        return found

    def shown(self, window: int) -> bool:
        if not self._user.IsWindowVisible(window) or self._user.IsIconic(window):
            return False
        cloaked = self._types.DWORD(0)
        size = ctypes.sizeof(cloaked)
        failed = self._dwm.DwmGetWindowAttribute(window, _DWMWA_CLOAKED, ctypes.byref(cloaked), size)
        return bool(failed) or not cloaked.value

    def title(self, window: int) -> str:
        text = ctypes.create_unicode_buffer(_LONGEST_TITLE)
        self._user.GetWindowTextW(window, text, _LONGEST_TITLE)
        return text.value

    def pid(self, window: int) -> int:
        pid = self._types.DWORD(0)
        self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
        return int(pid.value)

    def owner(self, window: int) -> int:
        return int(self._user.GetAncestor(window, _GA_ROOTOWNER) or window)

    def hosted(self, window: int) -> int:
        return int(self._user.FindWindowExW(window, None, "Windows.UI.Core.CoreWindow", None) or 0)

    def executable(self, pid: int) -> str:
        process = self._kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not process:
            return ""
        try:
            path = ctypes.create_unicode_buffer(_LONGEST_PATH)
            length = self._types.DWORD(_LONGEST_PATH)
            known = self._kernel.QueryFullProcessImageNameW(process, 0, path, ctypes.byref(length))
            return path.value if known else ""
        finally:
            self._kernel.CloseHandle(process)

    def place(self, window: int) -> Rect | None:
        rect = self._types.RECT()
        size = ctypes.sizeof(rect)
        if self._dwm.DwmGetWindowAttribute(window, _DWMWA_EXTENDED_FRAME_BOUNDS, ctypes.byref(rect), size) and (
            not self._user.GetWindowRect(window, ctypes.byref(rect))
        ):
            return None
        return _rect(rect)

    def monitors(self) -> list[tuple[Rect, str]]:
        types = self._types

        class Info(ctypes.Structure):
            _fields_ = (
                ("size", types.DWORD), ("monitor", types.RECT), ("work", types.RECT), ("flags", types.DWORD),
                ("name", ctypes.c_wchar * 32),
            )  # fmt: skip

        found: list[tuple[Rect, str]] = []

        def each(monitor: int, _context: int, _rect_of_it: Any, _parameter: int) -> bool:
            info = Info()
            info.size = ctypes.sizeof(Info)
            if self._user.GetMonitorInfoW(monitor, ctypes.byref(info)):
                found.append((_rect(info.monitor), str(info.name)))
            return True

        kind = self._function(
            types.BOOL, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(types.RECT), types.LPARAM
        )  # fmt: skip
        self._user.EnumDisplayMonitors(None, None, kind(each), 0)
        return found

    def idle_ms(self) -> int:
        class Info(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint), ("time", ctypes.c_uint))

        info = Info()
        info.size = ctypes.sizeof(Info)
        self._user.GetLastInputInfo(ctypes.byref(info))
        return (int(self._kernel.GetTickCount()) - int(info.time)) % (1 << 32)

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """In a thread with a message queue, to which the system posts."""
        ready = threading.Event()
        numbers: list[int] = []
        types = self._types

        def called(_hook: int, _event: int, _window: int, thing: int, _child: int, _thread: int, _time: int) -> None:
            if thing == _OBJID_WINDOW:
                wake()

        kind = self._function(
            None, ctypes.c_void_p, types.DWORD, types.HWND, types.LONG, types.LONG, types.DWORD, types.DWORD
        )  # fmt: skip
        callback = kind(called)

        def pump() -> None:
            numbers.append(int(self._kernel.GetCurrentThreadId()))
            address = ctypes.cast(callback, ctypes.c_void_p)
            hooks = [
                self._user.SetWinEventHook(low, high, None, address, 0, 0, _OUT_OF_CONTEXT) for low, high in _EVENTS
            ]
            message = types.MSG()
            ready.set()
            while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                pass  # the system calls `called` from inside GetMessage
            for hook in hooks:
                self._user.UnhookWinEvent(hook)

        thread = threading.Thread(target=pump, name="window events", daemon=True)
        thread.start()
        ready.wait()

        def end() -> None:
            self._user.PostThreadMessageW(numbers[0], _WM_QUIT, 0, 0)
            thread.join()

        return end


def _rect(rect: Any) -> Rect:
    return Rect(int(rect.left), int(rect.top), int(rect.right - rect.left), int(rect.bottom - rect.top))
