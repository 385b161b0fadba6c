"""What the archive and the campaign have reached, and where help is wanted: sums alone, as everybody may know them."""
