/** Fields whose inside is text, perhaps with markup in it: elements within are kept as markup. */
export const TEXTS = new Set(
  "title description summary content encoded subtitle tagline info copyright rights abstract body fullitem div".split(
    " ",
  ),
);
/** Of these the inside may be a whole page. */
export const BODIES = new Set(
  "description summary content encoded abstract body fullitem div info".split(" "),
);
/** Fields without elements inside: the next field's tag closes one that was left open. */
export const LEAVES = new Set(
  "title link guid id pubdate published updated issued modified created date category language comments ttl".split(
    " ",
  ),
);
/** Tags that close an open leaf. */
export const FIELDS = new Set([
  ...LEAVES,
  ..."description summary content author enclosure source item entry".split(" "),
]);
/** Tags that close an open body: names that HTML does not have. */
export const BREAKERS = new Set(
  "item entry guid pubdate published updated enclosure category author".split(" "),
);
/** HTML's elements without an end tag. */
export const VOID = new Set("area base br col embed hr img input meta param source track wbr".split(" "));
