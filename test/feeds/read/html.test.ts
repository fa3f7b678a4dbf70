import { expect, test } from "vitest";
import { htmlToText } from "../../../src/feeds/html.ts";

test.each([
  ["<p>One</p><p>Two <b>bold</b>\n word</p>", "One\nTwo bold word"],
  ["One<br>Two<br/>Three", "One\nTwo\nThree"],
  ["<ul><li>One</li><li>Two</ul>Three", "One\nTwo\nThree"],
  ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
  ["AT&amp;T &copy; &#8217; &nbsp; x&lt;y", "AT&T © ’ x<y"],
  ["a <3 b < c", "a <3 b < c"],
  ["<script>var a = '<p>no</p>';</script><style>p{}</style>Yes", "Yes"],
  ["<SCRIPT>no</SCRIPT >Yes<svg><title>no</title></svg>!", "Yes!"],
  ["safe<iframe src=x /> text", "safe text"],
  ["safe<object data=x> text", "safe text"],
  ["sa<!-- -- x >fe", "safe"],
  ["<!-- a --><p title='a > b'>One</p>", "One"],
  ["plain\n\n\n text  here ", "plain\ntext here"],
  ["<p>un<wbr>broken e&#x301;</p>", "unbroken e\u0301"],
  ["", ""],
])("%j reads %j", (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test("no more than a million characters come out", () => {
  expect(htmlToText(`<p>${"a".repeat(3_000_000)}</p>`).length).toBeLessThanOrEqual(1_048_576);
  expect(htmlToText("a".repeat(3_000_000)).length).toBeLessThanOrEqual(1_048_576);
});
