"""The words by which a story speaks of harm, death, violence, court or media.

Hyperbole stays out: 累死了, 害死我了 and "bored to death" are said at every counter.
"""

import re
from unicodedata import normalize

_DEATH = r"""
    死亡(?!证|證) | 去世 | 过世 | 過世 | 身亡 | 猝死 | 致死 | 病逝 | 死因 | 死在
    | 抢救无效 | 搶救無效 | [治医醫病]死 | [害打]死(?!我)
    | \b(?: died | (?<!to\ )deaths?(?!\ cert) | passed\ away | fatal )\b
"""
_VIOLENCE = r"""
    打人 | 动手打 | 動手打 | 殴打 | 毆打 | 打伤 | 打傷 | 暴力 | 砍[了伤傷人] | 推倒 | 持刀
    | 打了我(?![^，。]{0,6}(?:电话|電話|手机|手機)) | 被打(?![断斷扰擾发發印开開针針])
    | \b(?: violen(?:ce|t|tly) | assault(?:ed)? | attacked | punched | slapped | kicked | beaten\ up )\b
    | \bhit\ me\b
"""
_COURT = r"""
    法院(?![路街站]) | 法庭 | 起诉 | 起訴 | 诉讼 | 訴訟 | 打官司 | 律师 | 律師 | 提告
    | \b(?: (?<!food\ )court | lawsuit | lawyer | solicitor | attorney | legal\ action )\b
    | \bsue(?:d|\ the|\ you)?\b
"""
_MEDIA = r"""
    媒体 | 媒體 | 记者(?!证) | 記者(?!證) | 曝光 | 电视台 | 電視台 | 電視臺 | 报社 | 報社 | 爆料
    | 上热搜 | 上熱搜 | 发微博 | 發微博 | 发抖音 | 發抖音
    | \b(?: media | journalist | newspaper | reporter | tv\ station )s?\b
"""
_CHILD = r"""
    孩子 | 小孩 | 儿童 | 兒童 | 婴儿 | 嬰兒 | 宝宝 | 寶寶 | 患儿 | 患兒 | 新生儿 | 新生兒
    | 儿子 | 兒子 | 女儿 | 女兒 | 孙子 | 孫子 | 孙女 | 孫女
    | \b(?: child(?:ren)? | baby | infant | newborn | toddler | son | daughter )\b
"""
_HARM = r"""
    受伤 | 受傷 | 伤害 | 傷害 | 虐待 | 摔[伤傷下倒到了] | 烫伤 | 燙傷 | 烧伤 | 燒傷 | 骨折
    | 挨打 | 被打(?![断斷扰擾发發印开開针針]) | 昏迷 | 窒息
    | \b(?: hurt | harm(?:ed)? | injur(?:ed|y|ies) | abused? | burn(?:ed|t) | scalded | dropped )\b
    | \b(?: hit | fell(?!\ asleep) )\b
"""
_NEAR = r"[^。！？!?\n]{0,24}"  # both stand in one sentence


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


_GRAVE = {
    "child": _any(f"(?:{_CHILD}){_NEAR}(?:{_HARM}) | (?:{_HARM}){_NEAR}(?:{_CHILD})"),
    "death": _any(_DEATH),
    "violence": _any(_VIOLENCE),
    "court": _any(_COURT),
    "media": _any(_MEDIA),
}


def grave(words: str) -> str | None:
    """Return the code of the gravest thing that the words speak of, or None."""
    words = normalize("NFKC", words)
    return next((code for code, pattern in _GRAVE.items() if pattern.search(words)), None)
