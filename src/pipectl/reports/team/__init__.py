"""Which seller needs help, and with what?"""
