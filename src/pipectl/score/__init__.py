"""The score of a lead: half how well it fits, half how much was done with it lately."""
