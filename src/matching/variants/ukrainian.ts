/** How Ukrainian writes what Russian writes so, of a name that is not Ukrainian's own; the usual way first. */
export function ukrainian(russian: string): string[] {
  const word = russian
    .replace(/ский$/, "ський")
    .replace(/цкий$/, "цький")
    .replace(/ая$/, "а")
    .replace(/ска$/, "ська")
    .replace(/ый$/, "ий");
  const open = word
    .replace(/ъе|ье/g, "'є")
    .replace(/^е(?=[а-яіїєґ])/, "Е")
    .replace(/(?<=[аеиоуыэюя])е/g, "є")
    .replace(/э/g, "е")
    .replace(/ы/g, "И")
    .replace(/ё/g, "ьо")
    .replace(/ьий$|(?<=[кцчшжгхнтвлрмдсз])ий$/, "Ий")
    .replace(/(?<=[кц]ь)ий$/, "Ий")
    .replace(/и/g, "і")
    .replace(/Й/g, "й")
    .toLowerCase();
  const hard = word.replace(/э/g, "е").replace(/ы/g, "и").replace(/ё/g, "ьо");
  const variants = [
    open,
    open.replace(/^е/, "є"),
    hard,
    open.replace(/^х/, "г"),
    open.replace(/г/g, "ґ"),
    open.replace(/(?<!^)х/g, "г"),
  ];
  return [...new Set(variants)];
}

/** How Russian writes a Ukrainian spelling. */
export function russian(fromUkrainian: string): string {
  return fromUkrainian
    .replace(/ський$/, "ский")
    .replace(/цький$/, "цкий")
    .replace(/ська$/, "ская")
    .replace(/цька$/, "цкая")
    .replace(/['’ʼ]я/g, "ья")
    .replace(/['’ʼ]ї/g, "ьи")
    .replace(/['’ʼ]є/g, "ье")
    .replace(/і/g, "и")
    .replace(/ї/g, "и")
    .replace(/є/g, "е")
    .replace(/ґ/g, "г");
}
