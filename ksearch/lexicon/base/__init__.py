"""The base lexicon: ordinary words of Korean, with the analysis that Kiwi gives them."""
