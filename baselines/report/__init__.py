"""results.json files -> tables, plots and one page: `make.make` is the way in."""
