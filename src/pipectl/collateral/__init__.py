"""Pages and documents of deals and stages, as other features show and count them."""
