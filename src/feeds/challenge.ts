/** Signs by which the common bot walls and paywalls are known, in headers or in the page. */
const WALLS: readonly [name: string, sign: RegExp][] = [
  [
    "Cloudflare",
    /cf-mitigated: challenge|<title>Just a moment\.\.\.|\/cdn-cgi\/challenge-platform|Attention Required! \| Cloudflare/i,
  ],
  ["DataDome", /x-datadome|captcha-delivery\.com/i],
  ["Akamai", /errors\.edgesuite\.net|<title>Access Denied<\/title>[\s\S]{0,600}Reference&#32;&#35;|_abck=/i],
  ["Imperva", /_Incapsula_Resource|x-iinfo:/i],
  ["PerimeterX", /px-captcha|_pxAppId/i],
  ["Sucuri", /sucuri\.net\/privacy-policy|x-sucuri-block/i],
  ["AWS WAF", /x-amzn-waf-action|awsWafCookieDomainList/i],
  ["Anubis", /within\.website\/x\/cmd\/anubis|id="anubis_/i],
  [
    "",
    /<title>[^<]{0,60}(?:verify(?:ing)? you are (?:a )?human|are you a robot|robot check|security check|captcha)/i,
  ],
  ["", /enable JavaScript and cookies to continue|checking your browser before accessing/i],
];

/** "a challenge page of Cloudflare's" if headers or body show one; undefined else. Looks at 64 KB at most. */
export function challengeIn(headers: string, body: Uint8Array): string | undefined {
  const text = `${headers}\n${Buffer.from(body.subarray(0, 65_536)).toString("latin1")}`;
  for (const [name, sign] of WALLS) {
    if (sign.test(text))
      return name === ""
        ? "a challenge page of the publisher's"
        : `a challenge page of ${name}, which guards the publisher's site`;
  }
  return undefined;
}

/** What an admin may do about an HTTP status. */
export function adviceFor(status: number, challenged: boolean): string {
  if (challenged)
    return "ask the publisher to let your address and user agent through, or try its other feeds";
  if (status === 401) return "it wants credentials: give the feed basicFile, bearerFile or cookieFile";
  if (status === 402) return "it wants payment: give the feed your subscription's credentials";
  if (status === 403)
    return "try a userAgent of the feed's own, or ask the publisher to let your address through";
  if (status === 404 || status === 410)
    return "look for its new address on the publisher's site (`feed discover` finds a site's feeds)";
  if (status === 407) return "the proxy wants credentials: give the feed proxyFile or proxyEnv";
  if (status === 429) return "it is asked too often: give it a longer `every`";
  if (status === 451) return "it is withheld for legal reasons where you are: try a proxy elsewhere";
  if (status >= 500) return "the publisher's server is in trouble; it is tried again, less and less often";
  return "open it in a browser to see what it answers";
}
