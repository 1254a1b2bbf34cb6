"""What project packs share: shapes that would otherwise be written anew in each of them."""
