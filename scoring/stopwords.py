"""Words that carry no subject of their own, per language: the site's search drops them.

Hand-made and short on purpose: a word that changes a meaning ("not", "ikke", "niet") stays searchable.
"""

from typing import Final

_EN = """
a about after all also am an and are as at be been before being but by can could did do does for from get got had
has have he her here him his i if in into is it its just me my of on or our out over she so some than that the their
them then there these they this those to too up us very was we were what when where which who will with would you your
"""
_DA = """
af alle alt at blev blive bliver da de dem den der deres det dig din disse dog du efter eller en er et for fra få fik
får ham han hans har havde hende hendes her hos hun hvad hvis hvor hvem i ind jeg jer jo kan kom kunne man med meget men
mig min mine mit mod ned nok nu når og også om op os over på sig sin sine sit skal skulle som så til ud under var vi vil
ville være været
"""
_NL = """
aan al als ben bij daar dan dat de den der deze die dit doen door dus een en er ga gaan had hadden heb hebben heeft hem
het hier hij hoe hun ik in is je jij jou jouw kan ken komt kon kunnen maar me meer men met mij mijn naar nog nu of om
omdat ons onze ook op over te tot u uit uw van veel voor waar waren was wat we wel werd wie wij wil worden wordt zal ze
zei zich zij zijn zo zou
"""

STOPWORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(_EN.split()),
    "da": frozenset(_DA.split()),
    "nl": frozenset(_NL.split()),
}
