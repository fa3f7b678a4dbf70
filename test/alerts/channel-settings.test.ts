import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SettingError, settingFault, settingWords, withSettings } from "../../src/alerts/channel-settings.ts";
import { quietUntil } from "../../src/alerts/quiet.ts";
import type { Channel } from "../../src/desk/desk.ts";

const SETTINGS = ["quiet", "layout", "digest"] as const;
const words = fc
  .array(
    fc.constantFrom(
      ...[
        "7:00",
        "07:00-22:30",
        "22:00",
        "to",
        "-",
        "sat",
        "Sun,mon",
        "GB",
        "DE-by",
        "XX",
        "none",
        "hourly",
        "full",
      ],
      ...["headline", "25:00", "07:00–", "\u202E", "file", ";"],
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(" "));

describe("a channel's setting in words", () => {
  it("is refused in words, or kept in a form that reads back as itself", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTINGS), fc.oneof(words, fc.string()), (setting, given) => {
        let kept: string;
        try {
          kept = settingWords(setting, given);
        } catch (error) {
          expect(error).toBeInstanceOf(SettingError);
          return;
        }
        expect(settingWords(setting, kept)).toBe(kept);
        expect(settingFault({ channel: "world", setting, value: kept })).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["quiet", "22:00 to 7:00, sun sat", "22:00-07:00 sat,sun"],
    ["quiet", "9:00–10:00", "09:00-10:00"],
    ["quiet", "None", "none"],
    ["quiet", "00:00-00:00", "none"],
    ["digest", "fri 17:00;8:00 17:00", "08:00,17:00 fri"],
    ["layout", " Compact ", "compact"],
  ] as const)("%s %j is %j", (setting, given, kept) => {
    expect(settingWords(setting, given)).toBe(kept);
  });

  it("counts in the channel; one that can be read no more, or of a channel that is gone, does not", () => {
    const world: Channel = { name: "world", adapter: "console", destination: "desk", layout: "compact" };
    const settings = [
      { channel: "world", setting: "quiet", value: "GB" },
      { channel: "world", setting: "layout", value: "poster" },
      { channel: "moon", setting: "layout", value: "full" },
    ] as const;
    const channels = withSettings(new Map([["world", world]]), settings);
    expect([...channels.keys()]).toEqual(["world"]);
    expect(channels.get("world")).toMatchObject({ layout: "compact", inFile: { quiet: "none" } });
    const quiet = channels.get("world")?.quiet;
    // Christmas Day of 2026 is a Friday.
    const christmas = Date.UTC(2026, 11, 25, 10);
    expect(quiet && quietUntil(quiet, "Europe/London", christmas)).toBeGreaterThan(christmas);
    expect(quiet && quietUntil(quiet, "Europe/London", christmas - 2 * 86_400_000)).toBeUndefined();
  });
});
