"""Formats of text that can be checked, as regular expressions (RE2's) of the whole value."""

OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IPV4 = rf"{OCTET}(\.{OCTET}){{3}}"
GROUP = "[0-9A-Fa-f]{1,4}"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _ipv6() -> str:
    """Eight groups; or fewer around one `::`, which stands for at least one; the last two may be an IPv4 address."""
    tail = f"({GROUP}:{GROUP}|{IPV4})"
    forms = [f"({GROUP}:){{6}}{tail}", f"({GROUP}:){{1,7}}:", "::"]
    for before in range(7):
        head = f"({GROUP}(:{GROUP}){{0,{before - 1}}})?" if before else ""
        forms.append(f"{head}::({GROUP}:){{0,{max(6 - before, 0)}}}{GROUP}")
        if before < 6:
            forms.append(f"{head}::({GROUP}:){{0,{5 - before}}}{IPV4}")
    return "|".join(forms)


FORMATS = {
    "byte": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "email": rf"[^\s@]+@{LABEL}(\.{LABEL})+",
    "hostname": rf"{LABEL}(\.{LABEL})*",
    "ipv4": IPV4,
    "ipv6": _ipv6(),
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+",
    "uuid": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}
"""ODCS' words; `password` and `binary` say how a text is to be handled, not how it is written."""
