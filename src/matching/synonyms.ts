/**
 * Words that a newsroom uses for one thing, by language. They stand for each other only in a phrase that names an
 * entity ("Putin-Zelenskyy meeting"), where the entity keeps the sense; edit freely. Each word is found in all
 * its inflections (stems.ts); forms that no stemmer reaches ("met", "trifft") are listed.
 */
export const SYNONYMS: readonly Readonly<Record<string, readonly string[]>>[] = [
  {
    en: "meeting meet met summit talks talk sit-down negotiations negotiate face-to-face one-on-one encounter".split(
      " ",
    ),
    fr: "rencontre rencontrer rencontreront sommet réunion entretien entretenir pourparlers tête-à-tête négociations".split(
      " ",
    ),
    de: "Treffen trifft traf getroffen Gipfel Gipfeltreffen Gespräch Gespräche Begegnung Unterredung Verhandlungen Zusammenkunft".split(
      " ",
    ),
    es: "reunión reunirse reúne reúnen reunirá reunirán encuentro encontrarse cumbre conversaciones negociaciones diálogo".split(
      " ",
    ),
    it: "incontro incontrare incontra incontrerà incontreranno vertice summit colloqui colloquio negoziati faccia-a-faccia".split(
      " ",
    ),
    pt: "reunião reunir reúnem reúne encontro encontrar cúpula cimeira conversações conversas negociações".split(
      " ",
    ),
    ru: "встреча встретиться встретятся встретится встретился встретились саммит саммита переговоры беседа".split(
      " ",
    ),
    uk: "зустріч зустрітися зустрінуться зустрінеться зустрівся зустрілися саміт переговори бесіда".split(
      " ",
    ),
    pl: "spotkanie spotkać spotka spotkają spotkał spotkali szczyt rozmowy rozmów negocjacje".split(" "),
    nl: "ontmoeting ontmoeten ontmoet top gesprek gesprekken overleg onderhandelingen".split(" "),
  },
  {
    en: "call phone telephone phoned spoke speak conversation".split(" "),
    fr: "appel téléphone téléphonique téléphoné conversation".split(" "),
    de: "Telefonat Anruf telefoniert telefonieren Telefongespräch".split(" "),
    es: "llamada teléfono telefónica conversación".split(" "),
    it: "telefonata chiamata telefono colloquio".split(" "),
    pt: "telefonema chamada telefone ligação".split(" "),
    ru: "звонок позвонил разговор телефонный созвонились".split(" "),
    uk: "дзвінок розмова телефонна подзвонив".split(" "),
    pl: "rozmowa telefon telefoniczna zadzwonił".split(" "),
  },
  {
    en: "agreement deal accord pact agree".split(" "),
    fr: "accord pacte entente".split(" "),
    de: "Abkommen Vereinbarung Einigung Deal".split(" "),
    es: "acuerdo pacto".split(" "),
    it: "accordo intesa patto".split(" "),
    pt: "acordo pacto".split(" "),
    ru: "соглашение договор сделка договоренность".split(" "),
    uk: "угода договір домовленість".split(" "),
    pl: "porozumienie umowa układ".split(" "),
  },
];

/** Words that open another clause: what stands on both sides of one is not one phrase. By any language at once. */
export const CLAUSE_BREAKS: ReadonlySet<string> = new Set(
  (
    "as while whereas after before but although though despite amid until unless " +
    "alors tandis pendant apres avant mais malgre wahrend nachdem bevor aber obwohl trotz " +
    "mientras despues pero aunque mentre dopo prima ma nonostante enquanto depois mas apos " +
    "пока после перед но хотя несмотря тогда поки після але хоча попри podczas ale choc mimo"
  ).split(" "),
);

/** Words of a phrase with an entity that need not stand in the text ("meeting between Putin and Zelenskyy"). */
export const SMALL_WORDS: ReadonlySet<string> = new Set(
  (
    "a an the of between and with in on for to by at from & " +
    "le la les l de du des d un une entre et avec der die das den dem zwischen und mit von im " +
    "el los las del y con il lo gli di tra fra e o os as do da dos das com между и с в на о між та і з у w z i miedzy"
  ).split(" "),
);
