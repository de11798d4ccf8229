/** Going to a thing of the world from anywhere on the page, links in Slack included. */

const ways = new Map();

/** Say how a kind of thing ("deal", "invoice", "customer", "tab") is opened. */
export function way(kind, open) {
  ways.set(kind, open);
}

/** Open a thing, and show the world where only one side of the page fits. */
export function go(kind, id) {
  document.querySelector('[data-side="world"]')?.click();
  ways.get(kind)?.(id);
}

const DEAL = /\/lightning\/r\/Opportunity\/([A-Za-z0-9]+)/;
const INVOICE = /\/invoices\/(in_[A-Za-z0-9_]+)/;
const CUSTOMER = /\/customers\/(cus_[A-Za-z0-9_]+)/;
const HOSTED = /^https:\/\/(?:invoice|pay)\.stripe\.[a-z]+\/.*?(test_[A-Za-z0-9]+)/;

/** Let links to the vendors' own pages, which are not here, lead to their place on this page. */
export function followLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented) return;
    const href = link.href;
    const hosted = HOSTED.exec(href);
    if (hosted) {
      event.preventDefault();
      window.open(`/page/invoice.html?page=${hosted[1]}`, "_blank", "noopener");
      return;
    }
    for (const [kind, pattern] of [["deal", DEAL], ["invoice", INVOICE], ["customer", CUSTOMER]]) {
      const found = pattern.exec(href);
      if (!found) continue;
      event.preventDefault();
      go(kind, found[1]);
      return;
    }
  });
}
