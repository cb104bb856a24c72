// SPDX-License-Identifier: GPL-2.0-or-later

/// What the log of a benchmark runner says of the windows that a device timed itself.
struct RunnerLog {
  /// Microseconds an inference, a window each, as the device's own timer saw it.
  let windows: [Double]

  /// Reads `m-infer-start-N` and the two `m-lap-us-T` after it, window by window.
  init(_ text: String) {
    var windows: [Double] = []
    var (count, start): (Double?, UInt32?) = (nil, nil)
    for line in text.split(whereSeparator: \.isNewline) {
      if let number = Self.number(after: "m-infer-start-", in: line) {
        (count, start) = (Double(number), nil)
      } else if let lap = Self.number(after: "m-lap-us-", in: line), let inferences = count {
        if let began = start {
          windows.append(Double(lap &- began) / inferences)
          (count, start) = (nil, nil)
        } else {
          start = lap
        }
      }
    }
    self.windows = windows
  }

  /// The median window in milliseconds an inference; `nil` when there is none.
  var medianMilliseconds: Double? {
    let sorted = windows.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    let median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    return median / 1000
  }

  private static func number(after prefix: String, in line: Substring) -> UInt32? {
    guard let place = line.firstRange(of: prefix) else { return nil }
    return UInt32(line[place.upperBound...].prefix { $0.isASCII && $0.isNumber })
  }
}
