/**
 * The tables of the benchmark: where each comes from, what it predicts, and what is left out. README.md
 * has their origins and licences.
 *
 * @typedef {object} Table
 * @property {string} name
 * @property {Source} source
 * @property {string} label The column to predict.
 * @property {string} [positive] The positive class; all others are negative. Without it, the table is
 *   one of several classes.
 * @property {string[]} [drop] Columns that give the label away, or say which row it is.
 * @property {true} [timeOnly] The table is generated: it measures seconds, not quality.
 *
 * @typedef {{ file: string } | { deb: string, data: string } | { sklearn: string, options: object }} Source
 *   A CSV of this repository; a data set of a Debian package of R; a function of sklearn.datasets.
 */

const shipped = (name) => ({ file: `data/${name}.csv` });
const mlbench = (data) => ({ deb: "r-cran-mlbench", data });
const kernlab = (data) => ({ deb: "r-cran-kernlab", data });
const modeldata = (data) => ({ deb: "r-cran-modeldata", data });
const carData = (data) => ({ deb: "r-cran-cardata", data });
const aer = (data) => ({ deb: "r-cran-aer", data });
const survival = (data) => ({ deb: "r-cran-survival", data });
const diamonds = { deb: "r-cran-ggplot2", data: "diamonds" };

/** @type {Table[]} */
const twoClasses = [
  {
    name: "penguins",
    source: shipped("penguins"),
    label: "label",
    positive: "1",
    drop: ["species", "island"],
  },
  { name: "wdbc", source: shipped("wdbc"), label: "label", positive: "1" },
  { name: "digits8", source: shipped("digits8"), label: "label", positive: "1", drop: ["digit"] },
  {
    name: "sensor",
    source: shipped("sensor-singlehop"),
    label: "label",
    positive: "1",
    drop: ["mote_id", "indoor", "reading"],
  },
  {
    name: "biopsy",
    source: mlbench("BreastCancer"),
    label: "Class",
    positive: "malignant",
    drop: ["Id"],
  },
  { name: "pima", source: mlbench("PimaIndiansDiabetes2"), label: "diabetes", positive: "pos" },
  { name: "titanic", source: carData("TitanicSurvival"), label: "survived", positive: "yes" },
  { name: "attrition", source: modeldata("attrition"), label: "Attrition", positive: "Yes" },
  { name: "cells", source: modeldata("cells"), label: "class", positive: "WS", drop: ["case"] },
  { name: "mortgages", source: aer("HMDA"), label: "deny", positive: "yes" },
  {
    name: "wilms",
    source: survival("nwtco"),
    label: "rel",
    positive: "1",
    drop: ["seqno", "edrel"],
  },
  { name: "credit", source: modeldata("credit_data"), label: "Status", positive: "bad" },
  { name: "spam", source: kernlab("spam"), label: "type", positive: "spam" },
  { name: "resumes", source: aer("ResumeNames"), label: "call", positive: "yes" },
  { name: "churn", source: modeldata("mlc_churn"), label: "churn", positive: "yes" },
  { name: "developers", source: modeldata("stackoverflow"), label: "Remote", positive: "Remote" },
  { name: "damp-soil", source: mlbench("Satellite"), label: "classes", positive: "damp grey soil" },
  { name: "telco", source: modeldata("wa_churn"), label: "churn", positive: "Yes" },
  {
    name: "light-chain",
    source: survival("flchain"),
    label: "death",
    positive: "1",
    drop: ["futime", "chapter"],
  },
  { name: "income-75k", source: kernlab("income"), label: "INCOME", positive: "[75.000-" },
  { name: "caravan", source: kernlab("ticdata"), label: "CARAVAN", positive: "insurance" },
  { name: "loans", source: modeldata("lending_club"), label: "Class", positive: "bad" },
  { name: "letter-h", source: mlbench("LetterRecognition"), label: "lettr", positive: "H" },
  {
    name: "stops",
    source: carData("MplsStops"),
    label: "vehicleSearch",
    positive: "YES",
    drop: ["idNum", "date", "citationIssued", "personSearch"],
  },
  { name: "fair-diamonds", source: diamonds, label: "cut", positive: "Fair" },
  { name: "shuttle-high", source: mlbench("Shuttle"), label: "Class", positive: "High" },
];

/** @type {Table[]} */
const severalClasses = [
  {
    name: "penguin-species",
    source: shipped("penguins"),
    label: "species",
    drop: ["label", "island"],
  },
  { name: "wine", source: { sklearn: "load_wine", options: { return_X_y: true } }, label: "label" },
  { name: "glass", source: mlbench("Glass"), label: "Type" },
  { name: "soybean", source: mlbench("Soybean"), label: "Class" },
  { name: "vehicle", source: mlbench("Vehicle"), label: "Class" },
  { name: "vowel", source: mlbench("Vowel"), label: "Class" },
  { name: "digits", source: shipped("digits8"), label: "digit", drop: ["label"] },
  { name: "chile", source: carData("Chile"), label: "vote" },
  { name: "splice", source: mlbench("DNA"), label: "Class" },
  { name: "compute-jobs", source: modeldata("hpc_data"), label: "class" },
  { name: "satellite", source: mlbench("Satellite"), label: "classes" },
  { name: "income", source: kernlab("income"), label: "INCOME" },
  { name: "letters", source: mlbench("LetterRecognition"), label: "lettr" },
  { name: "diamond-cut", source: diamonds, label: "cut" },
  { name: "shuttle", source: mlbench("Shuttle"), label: "Class" },
];

/** 60 % of it are 20,000 rows. @type {Table} */
const made = {
  name: "made-20000x30",
  source: {
    sklearn: "make_classification",
    options: {
      n_samples: 33_334,
      n_features: 30,
      n_informative: 10,
      weights: [0.9],
      random_state: 0,
    },
  },
  label: "label",
  positive: "1",
  timeOnly: true,
};

export const tables = [...twoClasses, ...severalClasses, made];
