"""Robots among the agents: by what they are called."""

from __future__ import annotations

import re

WORDS = (
    "机器人",
    "智能客服",
    "智能助手",
    "自动回复",
    "店小蜜",
    "阿里小蜜",
    "京小智",
    "飞鸽机器人",
    "virtual agent",
    "autoreply",
)
_BOT = re.compile(r"(?:^|[^a-z])(?:chat)?bot(?:$|[^a-z])|chatbot|\brobot\b|\bivr\b")


def named_robot(name: str) -> bool:
    """Whether an agent's name says that it is a program."""
    low = name.lower()
    return any(word in low for word in WORDS) or _BOT.search(low) is not None
