"""Outlook's .msg files: a message as MAPI properties in an OLE compound file (MS-OXMSG)."""
