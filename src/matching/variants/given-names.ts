import { foldWord } from "./fold.ts";

/** One given name in its languages. Spellings are folded (lower case, no marks). */
export interface GivenName {
  /** The first is the usual English one. */
  latin: readonly string[];
  russian: readonly string[];
  ukrainian: readonly string[];
}

// "Latin spellings, equivalents and short forms | Russian | Ukrainian". Short forms stand only with names they
// belong to beyond doubt: "Alex" and "Sasha" are many people's, so they are not here.
const TABLE = `
vladimir volodymyr wladimir wolodymyr volodimir wolodimir uladzimir vladimír|владимир|володимир
sergei serhii sergey serhiy sergej serhij serge sergiy siarhei siergiej sergio serguei|сергей|сергій
yuri yury yuriy iouri juri jurij jury yurii iurii youri iuri|юрий|юрій
dmitry dmitri dmytro dmitriy dmitrij dimitri dmitrii dzmitry dimitar demetrius|дмитрий,димитър|дмитро
alexander aleksandr oleksandr alexandr alexandre aleksander aliaksandr olexandr alexandru alessandro alejandro alex|александр,александър,алекс|олександр,алекс
alexei aleksei alexey oleksii oleksiy aleksey alexej oleksij aleksej alexis aleksy|алексей|олексій
andrei andrey andriy andrii andrej andrij andre andrzej andreas andrew andres andrea|андрей|андрій
mikhail mykhailo michail mikhael mykhaylo michailo mychajlo mikhailo|михаил|михайло
nikolai mykola nikolay nikolaj mikalai nicolai nikolaus nicholas nicolas nikola nicolae|николай|микола
pavel pavlo pawel paul pablo paolo|павел|павло
pyotr petro petr pjotr piotr peter petar pedro pietro pierre|петр,петър|петро
ivan iwan ioann ioannes john jan johann johannes hans jean juan giovanni|иван|іван
vasily vasyl vasiliy wassili vassili wasyl vasilij basil|василий|василь
viktor victor wiktor vittorio|виктор|віктор
vitaly vitalii vitaliy witali vitalij witalij vitali|виталий|віталій
valery valerii valeriy valeri valerij walerij waleri valerio|валерий|валерій
yevgeny evgeny yevhen evgeni jewgeni yevgeniy evgenij jewhen eugene eugen evgeniy evgueni eugenio ievgen|евгений|євген
oleg oleh olegh|олег|олег
igor ihor igour|игорь|ігор
maxim maksym maksim maxime|максим|максим
denis denys dennis|денис|денис
roman romain|роман|роман
ruslan rouslan|руслан|руслан
rustem roustem|рустем|рустем
kirill kyrylo cyril kiril kyrill|кирилл|кирило
konstantin kostiantyn constantine kostyantyn konstantyn costantino constantin|константин|костянтин
leonid leonyd|леонид|леонід
anatoly anatolii anatoliy anatoli anatolij|анатолий|анатолій
arseniy arsenii arseni arsenij arseny arsen|арсений|арсеній
grigory hryhorii grigoriy grigori hryhoriy grigorij gregory gregor|григорий|григорій
gennady hennadii gennadi gennadiy hennadiy gennadij|геннадий|геннадій
stanislav stanislaw stanislaus|станислав|станіслав
vyacheslav viacheslav wjatscheslaw vjaceslav viatcheslav|вячеслав|вячеслав
yaroslav iaroslav jaroslaw jaroslav|ярослав|ярослав
bogdan bohdan|богдан|богдан
taras tarass|тарас|тарас
danylo danilo danil danila|данила|данило
fyodor fedir fedor fjodor fiodor theodor teodor todor|федор|федір
georgy georgi georgiy heorhii georgij gueorgui george georg jerzy jiri jorge giorgio georges|георгий|георгій
timofey tymofiy tymofii timofei|тимофей|тимофій
ilya illia ilja illya ilia elijah|илья|ілля
lev leo leon lew|лев|лев
boris borys|борис|борис
gleb hlib|глеб|гліб
arkady arkadii arkadiy arkadi arkadij|аркадий|аркадій
ramzan ramsan ramzane|рамзан|рамзан
rinat rynat|ринат|рінат
yulia yuliia yuliya julia julija iouliia ioulia iuliia julia|юлия|юлія
olena elena helena yelena jelena|елена|олена
olga olha|ольга|ольга
natalia nataliia natalya natalja natalie nataliya natalija|наталья|наталія
tatiana tetiana tatyana tatjana tetyana|татьяна|тетяна
irina iryna irena irene|ирина|ірина
maria mariia marija mariya marie mary|мария|марія
anna hanna ganna ann anne|анна|анна
svetlana svitlana swetlana|светлана|світлана
ksenia kseniia oksana xenia|ксения|ксенія
ekaterina kateryna yekaterina katerina jekaterina catherine katarina|екатерина|катерина
oksana oxana|оксана|оксана
valentina valentyna walentina|валентина|валентина
vera vira wera|вера|віра
marina maryna|марина|марина
elvira elwira|эльвира|ельвіра
ludmila liudmyla lyudmila ludmyla ljudmila lyudmyla|людмила|людмила
larisa larysa|лариса|лариса
vincent vince vincenzo vincentius|винсент|вінсент
russell russ|рассел|рассел
bradley brad|брэд,брэдли|бред
rodney rod|род|род
christian kristian cristian christianus chris|кристиан|крістіан
joan|джоан|джоан
hermann herman hermannus|герман,херман|герман
guido guy|гвидо,гидо|гвідо,ґідо
konrad conrad konrads conradus|конрад|конрад
gustav gustave gustavus gustaf|густав|густав
waldemar|вальдемар|вальдемар
radoslaw radoslav radoslaus|радослав|радослав
beata|беата|беата
hugo hugh|хуго,гуго,хьюго|гуго,гюго
douglas doug|дуглас|дуглас
trygve|трюгве|трюгве
eric erik ericus erich|эрик,эрих|ерік,еріх
luke lucas luca lukas|люк,лукас|люк,лукас
louis luis luigi ludovic lajos|луи,луис|луї,луїс
nicholas nick nico niko nicolaus nikolaus klaus|николас,нико|ніколас,ніко
robert roberto|роберто|роберто
arthur artur arturo|артур|артур
albert alberto albertus|альберт|альберт
james jim jimmy jamie jacob jakob iacobus|джеймс,джим|джеймс,джим
john jack johnny jon ioannes|джон|джон
robert bob rob bobby robertus|роберт,боб|роберт,боб
william bill will billy willem guillaume wilhelm gulielmus|уильям,билл,вильгельм|вільям,білл,вільгельм
michael mike mick michel miguel michal michele michaela|майкл,майк,михаэль|майкл,майк,міхаель
richard rick dick ricardo riccardo ricardus|ричард|річард
charles charlie chuck carlos carlo karl carolus|чарльз,чак,шарль,карл|чарльз,чак,шарль,карл
joseph joe josef jose giuseppe beppe josephus iosephus ioseph|джозеф,джо,йозеф|джозеф,джо,йозеф
thomas tom tomas tommaso thoma tomasz|томас,том|томас,том
christopher chris kit christoph christophe christophorus krzysztof|кристофер,кристоф|крістофер,крістоф
daniel dan danny daniele|дэниел,дэн,дэнни,даниэль|деніел,ден,денні,данієль
matthew matt matthaeus matthias mathieu matteo mateusz|мэтью,маттиас|метью,маттіас
anthony tony antonio antoine anton antonius|энтони,антон|ентоні,антон
donald don donaldus|дональд|дональд
steven stephen steve stefan stephan etienne stephanus szczepan|стивен,штефан,стефан|стівен,штефан,стефан
edward ed ted eddie eduard edouard eduardo eduardus|эдвард,эдуард|едвард,едуард
kenneth ken kenny|кеннет|кеннет
ronald ron ronnie|рональд|рональд
timothy tim|тимоти|тімоті
jeffrey jeff geoffrey goffredus|джеффри,джефф|джеффрі,джефф
gregory greg|грегори|грегорі
patrick pat patricius|патрик|патрік
frank francis francisco francesco francois franz franciszek franciscus|фрэнк,фрэнсис,франк|френк,френсіс
samuel sam|сэмюэл|семюел
benjamin ben|бенджамин,бен|бенджамін,бен
david dave davide|дэвид,давид|девід,давид
philip phil philippe philipp filippo felipe philippus|филип,филипп|філіп
martin martinus|мартин|мартін
mark marc marco marcus marek|марк|марк
alan allan allen alain|алан,ален|алан,ален
alfred alfredo alfredus|альфред|альфред
gerald gerry jerry geraldus gerard gerhard gerardo|джеральд,джерри,герхард|джеральд,герхард
henry harry heinrich heinz henri enrico enrique henricus henrik|генри,генрих,анри|генрі,генріх,анрі
lawrence larry laurent lorenzo lars|лоуренс|лоуренс
raymond ray|рэймонд|реймонд
walter walt gualterus|уолтер,вальтер|волтер,вальтер
peter pete petrus|питер,петер|пітер,петер
nancy|нэнси|ненсі
elizabeth liz beth betty elisabeth elisabetta elizabetha|элизабет,лиз|елізабет,ліз
margaret maggie meg peggy margareta margarita|маргарет|маргарет
katherine kathleen kate kathy cathy katie katharina catherine|кэтрин,катарина|кетрін,катаріна
barbara barb|барбара|барбара
susan sue susanna susanne|сьюзан|сьюзен
patricia patty trish|патриция|патріція
deborah debbie deb|дебора|дебора
judith judy|джудит|джудіт
theresa teresa therese|тереза|тереза
nicola nicole|никола|нікола
stephanie|стефани|стефані
jennifer jenny|дженнифер|дженніфер
angela angelika|ангела|ангела
ursula|урсула|урсула
emmanuel emanuel manuel|эммануэль|еммануель
keir|кир|кір
boris|борис|борис
tony|тони|тоні
bob|боб|боб
bill|билл|білл
mike|майк|майк
joe|джо|джо
jack|джек|джек
jim|джим|джим
tom|том|том
ben|бен|бен
dan|дэн|ден
chris|крис|кріс
nick|ник|нік
steve|стив|стів
greg|грег|грег
ted|тед|тед
ken|кен|кен
rob|роб|роб
tim|тим|тім
sam|сэм|сем
matt|мэтт|метт
jeff|джефф|джефф
harry|гарри|гаррі
george|джордж|джордж
andrew|эндрю|ендрю
alexander|александр,алекзандер|александер
simon|саймон|саймон
ian iain|иан,иэн|ієн
brian bryan|брайан|браян
kevin coemgenus|кевин|кевін
justin|джастин|джастін
jason|джейсон|джейсон
hillary hilary hilaria|хиллари|гілларі
dick|дик|дік
ron|рон|рон
don|дон|дон
paul|пол,пауль,поль|пол,пауль,поль
hugh|хью|г'ю
roger|роджер|роджер
jens|йенс|єнс
jean|жан|жан
jan|ян|ян
jacek|яцек|яцек
andrzej|анджей|анджей
krzysztof|кшиштоф|кшиштоф
jerzy|ежи|єжи
donald|дональд|дональд
recep|реджеп|реджеп
mehmet|мехмет|мехмет
ahmet|ахмет|ахмет
hans|ханс,ганс|ганс
helmut|гельмут|гельмут
horst|хорст|горст
wolfgang|вольфганг|вольфганг
gunther gunter guenther|гюнтер|гюнтер
jurgen juergen georgius|юрген|юрген
walter|вальтер|вальтер
klaus claus|клаус|клаус
werner|вернер|вернер
dietrich theodericus|дитрих|дітріх
kurt curt curtius|курт|курт
rudolf rudolph rudolphus rolf|рудольф|рудольф
angela|ангела|ангела
cem|джем|джем
olaf|олаф|олаф
friedrich frederick fridericus|фридрих|фрідріх
ludwig ludovicus|людвиг|людвіг
giorgia georgia|джорджа|джорджа
viktor|виктор|віктор
benedict benoit benedictus benedikt benedetto|бенедикт|бенедикт
dieter theodericus|дитер|дітер
andrew andy andreas andre anders andras antti andris|эндрю,энди|ендрю,енді
henry hank hal heinz heikki|генри|генрі
edward ned|эдвард|едвард
mary molly polly mairi moira maire miriam||
sarah sally||
walter wally gualterius||
dorothy dot dottie dorothea||
elizabeth bess betsy eliza lisa lizzie lisbeth elspeth isabel isabella||
frederick fred freddie fritz alfred federico frederic||
bertram bert albert herbert||
helen nell nellie ellen eleni helene||
james seamus seumas hamish jaime jaume diego santiago tiago||
john sean shane shaun eoin ian iain ion jonas janis janos yannis ioannis giannis juha juhani jens||
patrick padraig paddy||
william liam||
michael micheal mikko mihaly mihail mihai||
edmund eamon edmond||
catherine caitlin catriona kaja||
alexander sandor alec alasdair alistair sandy ailig sasha||
roderick rory ruairi||
joseph pepe jozsef xose||
francis paco ferenc frans||
ignatius ignacio nacho inaki||
george jordi georgios giorgos gyorgy gheorghe yorgos georgius||
stephen istvan stepan esteban||
nicholas nikos miklos nikolaos||
peter pere pekka petros petras||
constantine kostas konstantinos||
ladislaus laszlo ladislav||
anthony toni||
ulrich uli||
josephine jo josie||
gabriel gabe||
augustus gus august||
mohammed muhammad mohamed mohammad muhammed mehmet mohamad mohammud muhamad|мохаммед,мухаммед,мохаммад|мохаммед,мухаммед
ahmed ahmad ahmet|ахмед,ахмад|ахмед
hussein hussain husain husayn hosein huseyin|хусейн|хусейн
yusuf yousef youssef yousuf yusif joseph|юсуф,юсеф|юсуф
ibrahim ebrahim abraham|ибрагим|ібрагім
`;

const BY_SPELLING = new Map<string, GivenName[]>();
for (const line of TABLE.trim().split("\n")) {
  const [latin = "", russian = "", ukrainian = ""] = line.split("|");
  const name: GivenName = {
    latin: [...new Set(latin.split(" ").map(foldWord))],
    russian: russian.split(",").filter(Boolean),
    ukrainian: ukrainian.split(",").filter(Boolean),
  };
  for (const spelling of [...name.latin, ...name.russian, ...name.ukrainian]) {
    const key = foldWord(spelling);
    const known = BY_SPELLING.get(key);
    if (known === undefined) BY_SPELLING.set(key, [name]);
    else if (!known.includes(name)) known.push(name);
  }
}

/** What is known of a given name, by any of its spellings; several where a spelling is shared (Petr, Peter). */
export function givenName(word: string): readonly GivenName[] | undefined {
  return BY_SPELLING.get(foldWord(word));
}
