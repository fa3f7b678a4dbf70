import type { MessageRef } from "./delivery.ts";
import type { Instant } from "./time.ts";
import type { Priority } from "./watchlist.ts";

/** UTF-16 offsets into the text beside it. */
export interface Span {
  start: number;
  end: number;
}

/** Plain, untrusted text with the places to highlight. An adapter escapes it; nothing in it is markup. */
export interface MarkedText {
  text: string;
  spans: Span[];
}

export interface Source {
  outlet: string;
  url: string;
  at: Instant;
}

/** The earlier story that an alert's story carries on, as its channel was told of it. */
export interface FollowedStory {
  story: number;
  headline: string;
  /** That story's own message there, if it has one: an adapter that has links to messages leads to it. */
  ref?: MessageRef;
}

/** Likely the same event, told in another language. */
export interface ForeignStory {
  story: number;
  /** The language's English name: "Russian". */
  language: string;
  headline: string;
  outlet: string;
  /** http or https only; "" if there is none. */
  url: string;
}

/**
 * What a channel is told, neutral of any platform: an adapter renders and escapes it. Everything but
 * `mention`, `watchLists` and `notice` came from a feed and is hostile.
 */
export interface Message {
  /**
   * alert: a story, in full. reply: a sentence in the alert's thread. digest: many alerts in one.
   * notice: the desk speaking of itself.
   */
  kind: "alert" | "reply" | "digest" | "notice";
  priority: Priority;
  /** The story's id, for people to name it by. */
  story?: number;
  watchLists: { name: string; title: string }[];
  headline: MarkedText;
  /** http or https only; "" if there is none. */
  url: string;
  outlet: string;
  at?: Instant;
  summary: MarkedText;
  /** Why it matched, in words. */
  reason: string;
  /** Every outlet that has it, first first; `outlet` included. */
  sources: Source[];
  /** How many of them have it independently, where copies of one text or of one agency's are among them. */
  independent?: number;
  /** The article's picture, where the channel wants one: shown in whatever layout. */
  thumbnail?: string;
  follows?: FollowedStory;
  /** Each language once. */
  alsoIn?: ForeignStory[];
  /** What changed, for a reply; what is said, for a notice. */
  note: string;
  /** What of the note was said before and holds no longer: struck through. */
  struck?: Span[];
  /** Set once the story was withdrawn: the headline is struck through. */
  withdrawn: boolean;
  /** From the desk's configuration only: who is pinged, in the platform's own form. Never in an edit. */
  mention?: string;
  /** For a reply: the whole channel sees it, not the thread alone. */
  loud?: boolean;
  /** For a reply: said in the channel, outside the thread. */
  apart?: boolean;
  /** Who works on the story, as people know them. */
  claimedBy?: string;
  /** How much of an alert its channel shows; "full" if unsaid. */
  layout?: "headline" | "compact" | "full";
  /** For a digest. */
  sections: DigestSection[];
  buttons: Button[];
}

export interface DigestSection {
  title: string;
  items: {
    headline: MarkedText;
    url: string;
    outlet: string;
    at?: Instant;
    sources: number;
    story?: number;
  }[];
  /** How many more there are than are shown. */
  more: number;
}

/** `action` names a command of the core; `value` is its argument. A link button has `url` instead. */
export interface Button {
  label: string;
  action: string;
  value: string;
  style?: "primary" | "danger" | "plain";
}
