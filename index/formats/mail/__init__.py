"""Email: one message (.eml, .msg) or a mailbox (.mbox)."""
