"""Read files of other programs, and exports of this one, and store the deals in them."""
