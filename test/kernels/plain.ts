import { setKernels } from "../../src/index.js";

setKernels("plain");
