"""The grammar of amounts: what a penalty clause imposes, read from its words and printed in official ones."""

from quanze.law.amounts.grammar import read_brackets, read_penalty
from quanze.law.amounts.printing import print_amount, print_interval

__all__ = ["print_amount", "print_interval", "read_brackets", "read_penalty"]
