"""A Qt window with an ordinary field, a password field and another ordinary one. Run as a program."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget


def main() -> None:
    application = QApplication([])
    window = QWidget()
    window.setWindowTitle("fields")
    column = QVBoxLayout(window)
    for mode in (QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal):
        field = QLineEdit()
        field.setEchoMode(mode)
        column.addWidget(field)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
