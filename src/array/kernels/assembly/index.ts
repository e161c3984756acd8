/** What the module exports: each function for float32 and for float64. */
export { binary32, binary64, unary32, unary64 } from "./elementwise";
export { countBins32, countBins64, takeBins32, takeBins64 } from "./histogram";
export { logisticLoss32, logisticLoss64 } from "./logistic";
export {
  product32,
  product64,
  rowTimes32,
  rowTimes64,
  timesVector32,
  timesVector64,
} from "./matmul";
export { adam32, adam64, rmsprop32, rmsprop64, sgd32, sgd64 } from "./optimizers";
export { dot32, dot64, sumLines32, sumLines64, sumRows32, sumRows64 } from "./reduce";
