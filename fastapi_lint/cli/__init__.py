"""The command line: one file a command. Commands are imported only when they are used."""
