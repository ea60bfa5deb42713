"""Words: what a field means, as a function of the world. REST and realtime share them."""

from kiwoom_mockserver.vocabulary.calls import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import draft_from_words

__all__ = ["Call", "Draft", "draft_from_words"]
