/** The style sheet of a report, without the colours, which are in palette.ts. */
export const style = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);
  font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main,footer{max-width:1140px;margin:0 auto;padding:0 16px}
header{padding-top:40px}
h1,h2{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,1.1rem + 2.2vw,2.4rem);letter-spacing:-.02em;margin:0 0 20px}
.whole{white-space:nowrap}
a{color:var(--suppressed);text-underline-offset:.2em}
.contents{margin:0 0 28px;font-size:.875rem}
.contents ul{display:flex;flex-wrap:wrap;gap:6px 20px;margin:0;padding:0;list-style:none}
.contents a{display:inline-block;padding:4px 0}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:0 0 8px}
section{margin:0 0 56px}
p{margin:0 0 12px}
.lead{max-width:70ch;color:var(--muted)}
.note{max-width:88ch;font-size:.875rem;color:var(--muted)}
.protocol{max-width:88ch;margin-top:20px}

.facts{display:grid;grid-template-columns:repeat(6,1fr);gap:1px;margin:0;
  border:1px solid var(--line);border-radius:10px;overflow:hidden}
.facts>div{box-shadow:0 0 0 1px var(--line);padding:12px 16px;min-width:0}
.facts .wide{grid-column:1/-1}
.facts dt{font-size:.8125rem;color:var(--muted)}
.facts dd{margin:0;line-height:1.35;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums;
  overflow-wrap:anywhere}
.facts .wide dd{font-size:1rem}
.facts small{font-size:.875rem;font-weight:400;color:var(--muted);white-space:nowrap}

.summary{background:var(--card);border-left:4px solid var(--ghmc);border-radius:0 10px 10px 0;
  padding:20px 24px}
.advice{font-size:1.125rem;max-width:70ch;overflow-wrap:anywhere;margin:0}
details{margin-top:12px}
summary{cursor:pointer;width:fit-content;color:var(--muted)}
@media screen{.summary details:not([open])+ul{display:none}}
.summary ul{margin:8px 0 0;padding-left:1.1em;max-width:80ch}
.summary li{margin:6px 0;overflow-wrap:anywhere}
.look{display:inline-block;font-size:.8125rem;font-weight:600;letter-spacing:0;color:var(--worse);
  border:1.5px solid currentColor;border-radius:99px;padding:3px 10px;vertical-align:.15em}

/* A table fades out where it goes on; where nothing scrolls, the animation has no time to run on. */
@property --fade{syntax:"<length>";inherits:false;initial-value:0px}
@keyframes fade{from,90%{--fade:56px}to{--fade:0px}}
.scroll{overflow-x:auto;margin:16px 0;border:1px solid var(--line);border-radius:10px;
  mask-image:linear-gradient(to right,#000 calc(100% - var(--fade)),transparent);
  animation:fade linear;animation-timeline:scroll(self inline)}
/* Elsewhere, a shadow at the right edge is covered by what comes last in the table. */
@supports not (animation-timeline:scroll()){
  .scroll{background:linear-gradient(to left,var(--page) 50%,transparent) right/64px 100% no-repeat local,
    linear-gradient(to left,color-mix(in srgb,var(--ink) 30%,transparent),transparent) right/20px 100% no-repeat}
}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem;line-height:1.4;
  font-variant-numeric:tabular-nums}
th,td{--pad:14px;padding:9px var(--pad);text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{background:var(--card);vertical-align:bottom;font-weight:600}
thead small{display:block;font-weight:400;color:var(--muted);white-space:nowrap}
tbody th{font-weight:600}
.number{text-align:right}
.comparison{table-layout:fixed;min-width:1020px}
.comparison th,.comparison td{padding:9px 8px}
.comparison th:first-child{padding-left:14px}
.comparison td>*{display:block;white-space:nowrap}
.comparison td b{font-size:1.0625rem;font-weight:600}
.comparison th:first-child{position:sticky;left:0;background:var(--page);width:8.75rem;
  overflow-wrap:anywhere}
.comparison thead th:first-child{background:var(--card)}
.same,.interval{color:var(--muted)}
.interval{font-size:.8125rem}

.better{color:var(--better);font-weight:600}
.worse{color:var(--worse);font-weight:600}
.chip{width:14px;height:14px;margin-right:6px;vertical-align:-2px;fill:var(--c);stroke:var(--c);
  stroke-width:1.5}
.chip.hollow{fill:none}
.answer{max-width:70ch;font-size:1.125rem;font-weight:600;overflow-wrap:anywhere}
.charts+.lead{margin-top:28px}
.suspects td,.pairs td{overflow-wrap:anywhere;min-width:4.5em}
.pairs :is(th,td){--pad:10px;min-width:0}
.suspects tbody th,.suspects .number{white-space:nowrap}
.suspects td:last-child{min-width:10em;width:60%}
.suspects small{color:var(--muted);font-weight:400}
.suspects :is(th,.number) small{display:block}
.suspects ul{margin:0;padding:0;list-style:none}
.gauge{background:linear-gradient(var(--ghmc),var(--ghmc)) var(--pad) calc(100% - 4px) /
  calc((100% - 2*var(--pad))*var(--part)) 3px no-repeat}
.confusion td{background:color-mix(in srgb,var(--hue,transparent) calc(var(--part,0)*45%),transparent)}
.confusion .right{--hue:var(--suppressed)}
.confusion .wrong{--hue:var(--amplified)}
.confusion.wide th,.confusion.wide td{--pad:6px;padding:5px var(--pad)}
.confusion.turned thead span{writing-mode:vertical-rl;transform:rotate(180deg)}
.confusion tr>:last-child{color:var(--muted);font-weight:400}
:is(.confusion,.named) th:first-child{position:sticky;left:0;background:var(--page)}
:is(.confusion,.named) thead th:first-child{background:var(--card)}
.plain tbody :is(th,td){white-space:nowrap}
.fit{width:fit-content;max-width:100%}

.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));
  gap:28px 24px;margin-top:20px}
figure{margin:0;display:grid;grid-template-rows:auto auto auto;grid-row:span 3;grid-template-rows:subgrid;
  row-gap:8px;min-width:0}
figcaption strong{display:block;font-size:1rem;line-height:1.3}
figcaption span{display:block;font-size:.875rem;line-height:1.4;color:var(--muted)}
.pair figure{grid-row:auto;grid-template-rows:auto auto auto;align-content:start}
.values{margin:0;font-size:.8125rem;line-height:1.4}
.values summary{padding:4px 0}
.values ul{margin:4px 0 0;padding-left:1.1em;color:var(--muted);font-variant-numeric:tabular-nums}
.pair .scroll{margin:0 0 8px}
.plot{display:block;width:100%;max-width:420px;height:auto;font:12px/1 system-ui,-apple-system,
  "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow:visible}
.plot text{white-space:pre;font-variant-numeric:tabular-nums}
.plot .name{font-weight:600;font-size:12.5px}

footer::before{content:"";display:block;border-top:1px solid var(--line);margin-bottom:40px}
.terms{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));
  gap:16px 32px;margin:0;font-size:.875rem}
.terms dt{font-weight:600}
.terms dd{margin:0;color:var(--muted)}
.lead code{white-space:nowrap}
.made{font-size:.875rem;color:var(--muted);padding-bottom:40px;overflow-wrap:anywhere}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}

@media (max-width:720px){
  .facts{grid-template-columns:repeat(3,1fr)}
  .facts>div{padding:10px 12px}
  .summary{padding:16px}
  th,td{--pad:10px}
}
@media (max-width:480px){
  .suspects :is(th,td){--pad:6px}
  .suspects td{min-width:3em}
  .suspects td:last-child{min-width:7em;width:auto}
  .suspects thead .number small{white-space:normal}
}
@media print{
  @page{margin:14mm 12mm}
  :root{--page:#fff}
  body{font-size:10pt;line-height:1.4}
  h2{font-size:13pt}
  header{padding-top:0}
  header,main,footer{max-width:none;padding:0}
  .contents{display:none}
  .lead,.note,.protocol,.summary ul{font-size:9pt}
  .lead,.note,.protocol,.summary ul,.advice,.answer{max-width:none}
  .protocol{margin-top:10px}
  .summary li{margin:3px 0}
  section{margin-bottom:16px}
  h2,.lead,figcaption{break-after:avoid}
  figure,tr,p,.comparison,.confusion,.plain,.pairs,.facts,.terms>div,.advice,li{break-inside:avoid}
  footer::before,footer h2{break-after:avoid}
  .made{break-before:avoid}
  /* What is said by their colours is not to be lost where backgrounds are not printed. */
  .confusion td,.gauge,thead th,.summary{print-color-adjust:exact;-webkit-print-color-adjust:exact}
  .summary{padding:12px 16px;border:1px solid var(--line);border-left:4px solid var(--ghmc)}
  .advice,.answer{font-size:11.5pt}
  /* Of what charts show, it would be pages of numbers. */
  .values{display:none}
  summary{list-style:none}
  .facts dd{font-size:11pt}
  .facts>div{padding:6px 10px}
  .charts{grid-template-columns:repeat(3,1fr);gap:14px 14px;margin-top:10px}
  .charts+.lead{margin-top:10px}
  figure{row-gap:3px}
  figcaption strong{font-size:9.5pt}
  figcaption span{font-size:8pt}
  .terms{grid-template-columns:repeat(3,1fr);font-size:8pt;line-height:1.35;gap:6px 16px}
  footer::before{margin-bottom:8px}
  .made{padding:0;margin:0;font-size:8.5pt}
  .scroll{overflow:visible;border-radius:0;background:none;mask-image:none;animation:none;margin:8px 0}
  table{font-size:7.5pt}
  th,td{--pad:5px;padding:3px var(--pad)}
  .comparison th,.comparison td{padding:3px}
  .comparison :is(.better,.worse){font-size:6.5pt}
  .interval{font-size:6.5pt}
  .comparison{min-width:0;font-size:7pt}
  .comparison td b{font-size:9pt}
  .comparison th:first-child{position:static;width:12%;padding-left:5px}
  .suspects br{display:none}
  .suspects :is(th,.number) small{display:inline}
  .suspects li{display:inline-block;margin-right:10px}
  .gauge{background-position:var(--pad) 100%;background-size:calc((100% - 2*var(--pad))*var(--part)) 2px}
  :is(.confusion,.named) th:first-child{position:static;background:none}
  .pairs :is(th,td){--pad:5px}
  .suspects :is(th,td){padding:2px var(--pad)}
}
`;
