/** The known name that was most likely meant: at most a third of it mistyped. Case does not count. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const most = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    const distance = candidate.startsWith(wanted) && wanted.length > 2 ? 1 : editDistance(wanted, candidate);
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** What there is, for a message: the nearest first if one is near, and never a page of names. */
export function whatExists(given: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(given, names);
  const listed = names.length > 12 ? `${names.slice(0, 12).join(", ")}, ...` : names.join(", ");
  const all = names.length === 0 ? "there are none" : `there ${names.length === 1 ? "is" : "are"} ${listed}`;
  return near === undefined ? all : `did you mean ${near}? ${all}`;
}

/** Damerau's distance with neighbours swapped (optimal string alignment); long names are cut at 64 characters. */
function editDistance(a: string, b: string): number {
  const left = a.slice(0, 64);
  const right = b.slice(0, 64);
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[right.length] ?? 0;
}
