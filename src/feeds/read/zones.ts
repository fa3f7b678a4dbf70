/** Minutes east of UTC of zone names in feeds; where a name has several meanings, the one that news feeds use. */
const ZONES: ReadonlyMap<string, number> = new Map(
  [
    "acdt 630, acst 570, adt -180, aedt 660, aest 600, akdt -480, akst -540, almt 300, art -180",
    "ast -240, awst 480, azt 240, bdt 360, brst -120, brt -180, bst 60, bt 0, cat 120, cdt -300",
    "cest 120, cet 60, clst -180, clt -240, cot -300, cst -360, eat 180, edt -240, eest 180, eet 120",
    "est -300, get 240, gmt 0, gst 240, hast -600, hkt 480, hst -600, ict 420, idt 180, irst 210",
    "ist 330, jst 540, kst 540, mdt -360, mest 120, mesz 120, met 60, mez 60, mmt 390, msd 240, msk 180",
    "mst -420, myt 480, ndt -90, npt 345, nst -210, nzdt 780, nzst 720, pdt -420, pet -300, pht 480",
    "pkt 300, pst -480, sast 120, sgt 480, sst -660, trt 180, ut 0, utc 0, uyt -180, uzt 300, vet -240",
    "vlat 600, wat 60, west 60, wet 0, wib 420, wit 540, wita 480, yekt 300, z 0",
  ]
    .join(", ")
    .split(", ")
    .map((pair) => {
      const [name = "", minutes] = pair.split(" ");
      return [name, Number(minutes)];
    }),
);

/** Names of a place's time, whatever the season, as American feeds write them. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ["et", "America/New_York"],
  ["ct", "America/Chicago"],
  ["mt", "America/Denver"],
  ["pt", "America/Los_Angeles"],
]);

/** Languages whose feeds mean another zone by a name. */
const LOCAL: ReadonlyMap<string, number> = new Map([
  ["he ist", 120],
  ["ga ist", 60],
  ["zh cst", 480],
  ["es cst", -360],
  ["bn bst", 360],
]);

/**
 * Minutes east of UTC that a zone's name means at a local time; undefined for a name nobody knows.
 * @param local the time as written, as if it were UTC
 */
export function zoneMinutes(name: string, language: string, local: number): number | undefined {
  const key = name.toLowerCase();
  const own = LOCAL.get(`${language.slice(0, 2)} ${key}`);
  if (own !== undefined) return own;
  const place = PLACES.get(key);
  return place === undefined ? ZONES.get(key) : placeMinutes(place, local);
}

function placeMinutes(place: string, local: number): number {
  const format = new Intl.DateTimeFormat("en", { timeZone: place, timeZoneName: "longOffset" });
  const said = format.formatToParts(local).find((part) => part.type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(said) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
