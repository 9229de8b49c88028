// node lighthouse.mjs CHROMIUM RUNS ADDRESS…: measure pages with Lighthouse as it measures a phone, and write what came
// out as JSON, a line each. Of several runs the one with the median performance counts.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, runs, ...addresses] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
try {
  for (const address of addresses) {
    const results = [];
    for (let run = 0; run < +runs; run++) {
      const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "silent" });
      if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
      const { categories, audits } = lhr;
      const scores = Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, score]));
      const failed = Object.values(categories).flatMap(({ id, auditRefs }) =>
        id === "performance" ? [] : auditRefs.filter((ref) => ref.weight && audits[ref.id].score !== null && audits[ref.id].score < 1).map((ref) => ref.id),
      );
      results.push({ address, scores, failed, bytes: audits["total-byte-weight"].numericValue });
    }
    results.sort((a, b) => a.scores.performance - b.scores.performance);
    console.log(JSON.stringify(results[Math.floor(results.length / 2)]));
  }
} finally {
  chrome.kill();
}
