"""The page on which people look through a dataset and decide: `page.serve` is the way in."""
