/// Why an operator cannot give its outputs a shape.
struct ShapeProblem: Error {
  let text: String
  /// Whether the shape depends on a value that is not a constant.
  let isValueUnknown: Bool

  init(_ text: String, isValueUnknown: Bool = false) {
    self.text = text
    self.isValueUnknown = isValueUnknown
  }
}
