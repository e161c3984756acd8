/** Recognises files that are no CSV by how they begin. */
/* eslint-disable no-control-regex -- the first bytes of binary files are no letters */

const pandas = (reader: string) =>
  `write it as CSV, such as with pandas: ${reader}(…).to_csv(…, index=False)`;

// A byte above 0x7F is � where a text was decoded as UTF-8 without complaint, as browsers do.
const kinds: [begins: RegExp, what: string, advice: string][] = [
  [
    /^PK\x03\x04[^]*(?:\[Content_Types\]|docProps\/|xl\/)/,
    "an Excel workbook",
    "save a sheet of it as CSV UTF-8",
  ],
  [/^PK\x03\x04[^]*opendocument/, "an OpenDocument file", "save a sheet of it as CSV in UTF-8"],
  [/^PK[\x03\x05]/, "a ZIP archive", "unpack it, and take a CSV that is in it"],
  [
    /^[\xD0\uFFFD][\xCF\uFFFD]\x11[\xE0\uFFFD]/,
    "an old Excel workbook (.xls)",
    "save a sheet of it as CSV UTF-8",
  ],
  [/^PAR1/, "a Parquet file", pandas("read_parquet")],
  [/^(?:ARROW1|FEA1)/, "a Feather (Arrow) file", pandas("read_feather")],
  [/^\x1F[\x8B\uFFFD]/, "compressed with gzip", "unpack it: gunzip"],
  [/^BZh\d/, "compressed with bzip2", "unpack it: bunzip2"],
  [/^[\xFD\uFFFD]7zXZ/, "compressed with xz", "unpack it: unxz"],
  [/^\x28[\xB5\uFFFD]\x2F[\xFD\uFFFD]/, "compressed with Zstandard", "unpack it: unzstd"],
  [/^7z[\xBC\uFFFD][\xAF\uFFFD]/, "a 7z archive", "unpack it, and take a CSV that is in it"],
  [/^SQLite format 3/, "an SQLite database", "export a table of it as CSV"],
  [/^[\x89\uFFFD]HDF/, "an HDF5 file", "write a table of it as CSV"],
  [
    /^[\x93\uFFFD]NUMPY/,
    "a NumPy array",
    "write it as CSV, such as with numpy.savetxt(…, delimiter=',')",
  ],
  [/^[\x80\uFFFD][\x02-\x05]/, "a Python pickle", pandas("read_pickle")],
  [
    /^(?:RDX|RDA|RDB)\d\n|^[XAB]\n\0{3}/,
    "R data",
    "write it as CSV: write.csv(…, row.names = FALSE)",
  ],
  [
    /^MATLAB \d\.\d MAT-file/,
    "a MATLAB file",
    "write a table of it as CSV: writetable or writematrix",
  ],
  [/^\$FL[23]@/, "an SPSS file", pandas("read_spss")],
  [/^<stata_dta>|^[rstu][\x01\x02]\x01\0/, "a Stata file", pandas("read_stata")],
  [/^(?:Obj\x01|ORC)/, "an Avro or ORC file", "write it as CSV"],
  [
    /^(?:[\x89\uFFFD]PNG\r\n|[\xFF\uFFFD][\xD8\uFFFD][\xFF\uFFFD]|GIF8[79]a|II\*\0|MM\0\*|RIFF[^]{4}WEBP)/,
    "an image",
    "take the table that it shows, or was made from, as CSV",
  ],
  [
    /^version https:\/\/git-lfs/,
    "a pointer of Git LFS to a file that is not here",
    "fetch the file: git lfs pull",
  ],
  [
    /^\/annex\/objects\//,
    "a pointer of git-annex to a file that is not here",
    "fetch the file: git annex get",
  ],
  [
    // A line of bars, below lines without and above one of dashes; or a frame's upper edge.
    /^(?:[^|\n]*\n)*(?:[^|\n]*\|[^\n]*\n[ \t]*\|?(?=[^\n]*[|+])|\+(?=[-=+]+\+))[ \t]*[-=:]{3,}[ \t]*(?:[|+][ \t]*[-=:]+[ \t]*)*[|+]?[ \t]*\r?\n/,
    "a table drawn with bars and dashes, as in Markdown",
    "take out the lines of dashes, and the bars at both ends of each line: | is then the delimiter",
  ],
  [/^%PDF-/, "a PDF", "copy the table into a spreadsheet, and save that as CSV"],
  [
    /^\s*(?:%.*\s+)*@relation\b/i,
    "an ARFF file",
    "write it as CSV: the names of its attributes in the first line, then its data",
  ],
  [
    /^\s*<(?:!doctype|html|table|\?xml)\b/i,
    "HTML or XML",
    "if it was downloaded, look at it in a browser: it may be a page in place of the file",
  ],
  [/^\s*(?:\{\s*"|\[\s*[[{])/, "JSON", pandas("read_json")],
];

/**
 * Refuses a file that is recognised as something else than a CSV.
 *
 * @param start - the beginning of the file: a text, or its bytes as characters.
 * @param source - the name of the file in the message.
 * @throws RangeError naming what the file is, and what to do.
 */
export function checkIsCsv(start: string, source: string): void {
  const first = start.slice(0, 4096);
  const kind = kinds.find(([begins]) => begins.test(first));
  if (kind === undefined) return;
  const [, what, advice] = kind;
  throw new RangeError(`${source} is ${what}, not CSV: ${advice}`);
}
