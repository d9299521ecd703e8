"""results.json files -> tables, plots and one page."""
