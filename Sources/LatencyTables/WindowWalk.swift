/// How a window walks over an image, from a call's parameters: how many of its taps and places lie
/// inside.
struct WindowWalk {
  let outputs: Double
  let outputRows: Double
  let outputColumns: Double
  let taps: Double
  /// Taps of all places that lie in the image.
  let insideTaps: Double
  /// Places whose taps all lie in the image, and rows of such places.
  let wholePlaces: Double
  let wholeRows: Double
  /// Taps in the image of each row and each column of places.
  let tapsOfRows: [Int]
  let tapsOfColumns: [Int]
  var edgePlaces: Double { outputs - wholePlaces }

  init(_ call: PlannedCall) {
    let rows = Self.inside(
      places: call["output_height"], extent: call["input_height"],
      kernel: call.parameter("kernel_height", or: 3),
      stride: call.parameter("stride_height", or: call.parameter("stride", or: 1)),
      dilation: call.parameter("dilation_height", or: 1), padding: call["pad_top"])
    let columns = Self.inside(
      places: call["output_width"], extent: call["input_width"],
      kernel: call.parameter("kernel_width", or: 3),
      stride: call.parameter("stride_width", or: call.parameter("stride", or: 1)),
      dilation: call.parameter("dilation_width", or: 1), padding: call["pad_left"])
    outputRows = call["output_height"]
    outputColumns = call["output_width"]
    outputs = outputRows * outputColumns
    taps = call.parameter("kernel_height", or: 3) * call.parameter("kernel_width", or: 3)
    insideTaps = rows.taps * columns.taps
    wholePlaces = rows.whole * columns.whole
    wholeRows = rows.whole
    tapsOfRows = rows.each
    tapsOfColumns = columns.each
  }

  /// Along one dimension: the taps inside of all places, and the places with all taps inside.
  private static func inside(
    places: Double, extent: Double, kernel: Double, stride: Double, dilation: Double,
    padding: Double
  ) -> (taps: Double, whole: Double, each: [Int]) {
    var (taps, whole) = (0.0, 0.0)
    var each: [Int] = []
    for place in 0..<Int(places) {
      let origin = Double(place) * stride - padding
      let inside = (0..<Int(kernel)).count { tap in
        (0..<extent).contains(origin + Double(tap) * dilation)
      }
      each.append(inside)
      taps += Double(inside)
      whole += inside == Int(kernel) ? 1 : 0
    }
    return (taps, whole, each)
  }
}
