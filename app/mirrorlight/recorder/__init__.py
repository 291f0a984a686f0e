"""The recorder: gate, session, light, tray and control socket, in one small process."""
