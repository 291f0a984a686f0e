"""The window: the only place for heavy drawing; reads the store, asks the recorder."""
