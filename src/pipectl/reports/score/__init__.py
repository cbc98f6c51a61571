"""Do the scores of leads tell which of them are won?"""
