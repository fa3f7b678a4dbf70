/** Of a hundred reports, how many hold a word of the class: its order of magnitude is all that matters. */
export const PER_HUNDRED = [50, 20, 6] as const;

/**
 * Words that say little of an event, by language and class, written from general knowledge of news copy: what a desk
 * goes by before its own feeds have taught it better.
 */
export const EVERYDAY_WORDS: Readonly<Record<string, readonly [string, string, string]>> = {
  en: [
    "the of and to in a for on is that with by at from as it",
    "was are be has an his its said says will have not this after over who but they he she her their about up new more than what how why us could were been or one two first out when there all can into no may some year years week day today",
    "would had against between during while most since before last other people time which we you your our my just now here off down back if so also only still get gets got make makes made take takes man men woman women children family world home house city state states country government president minister police company group report reports official officials million billion percent per cent three four five six seven eight nine ten monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december news live watch video best top big high old next month months night three way show star season game team win wins won play deal plan plans call calls set help end case death dead killed near early late under another",
  ],
  de: [
    "der die das und in den von zu mit im fur auf ist ein eine",
    "dem des sich nicht auch an als am bei nach aus um wie einen einer vor uber es er sie hat wird werden war sind zum zur will mehr gegen noch durch dass nur bis so",
    "haben kann soll mussen muss wegen unter zwischen ohne seit neue neuer neuen erste ersten zwei drei jahr jahre jahren prozent millionen euro deutschland deutsche deutschen polizei minister regierung montag dienstag mittwoch donnerstag freitag samstag sonntag heute woche tag tage nun jetzt was wer warum sagt sagte",
  ],
  fr: [
    "le la les de des du et en un une a au pour dans sur",
    "par est que qui pas plus avec ce sa son ses aux ne se il elle sont apres contre entre ete ont d l",
    "cette ces leur leurs mais ou comme sans sous fait faire deux trois ans an jour jours premier premiere nouveau nouvelle france francais president ministre gouvernement police lundi mardi mercredi jeudi vendredi samedi dimanche selon avant depuis encore tout tous etre va peut",
  ],
  es: [
    "el la los las de del y en un una a que por con para",
    "se su es al lo como mas no sus tras ha sobre entre este esta fue son desde contra sin ser le o",
    "han hasta pero dos tres ano anos dia dias primer primera nuevo nueva presidente ministro gobierno policia lunes martes miercoles jueves viernes sabado domingo hoy segun ante tiene puede todo todos muy ya hay era",
  ],
  pt: [
    "o a os as de do da dos das e em um uma no na para por com",
    "que se ao nos nas mais e sua seu apos contra como nao sobre entre sao foi ser pela pelo ate",
    "mas tem diz anos ano dia dias primeiro primeira novo nova dois tres presidente ministro governo policia segunda terca quarta quinta sexta sabado domingo hoje ter pode ja sem todos",
  ],
  it: [
    "il lo la i gli le di del della dei e in un una a per con da",
    "che si al alla su nel nella non piu sono come dal dalla delle degli anche ha ma sul sulla tra contro dopo o",
    "essere ancora anni anno giorno giorni primo prima nuovo nuova due tre presidente ministro governo polizia lunedi martedi mercoledi giovedi venerdi sabato domenica oggi ecco chi cosa questo questa tutti",
  ],
  nl: [
    "de het een van en in op te voor met is dat",
    "aan bij naar om niet zijn er die als uit door over na wordt ook heeft tot nog meer tegen",
    "maar worden kan dit deze jaar jaren dag dagen eerste nieuwe twee drie minister regering politie maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag wil zegt hun hij zij",
  ],
  pl: [
    "w z na i do o sie nie jest to za od",
    "po dla jak ze przez przed ale co juz byl byla sa tym jego czy przy ma tylko",
    "roku lat dni dzien nowy nowa nowe pierwszy dwa trzy prezydent minister rzad policja poniedzialek wtorek sroda czwartek piatek sobota niedziela dzis oraz kto moze bedzie tak",
  ],
  ru: [
    "в и на с по о для из не к что",
    "за от до как а у его при это об во со он после более из-за их или но был будет она они ее",
    "был была были быть также уже еще который которые может только все год года лет день дней первый новый новая новые два три президент министр правительство полиция понедельник вторник среда четверг пятница суббота воскресенье сегодня заявил заявила сообщил сообщили рассказал россии рф против между под над перед",
  ],
  uk: [
    "в у і на з до та про що не для",
    "за від як а й це його при по після через є він вона вони їх або але був буде ще вже",
    "була були бути також який які може тільки всі рік року років день днів перший новий нова нові два три президент міністр уряд поліція понеділок вівторок середа четвер пятниця субота неділя сьогодні заявив заявила повідомив повідомили розповів україни проти між під над перед",
  ],
};
