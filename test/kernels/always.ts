import { useKernelsAlways } from "../../src/array/kernels/load.js";

useKernelsAlways(true);
