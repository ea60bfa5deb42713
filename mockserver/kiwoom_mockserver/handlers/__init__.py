"""Operations that do something; all others are answered by the vocabulary."""
