package import Failures

/// Why a file cannot be a model's input.
package struct InputError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case fileCount(given: Int, needed: Int)
    case unreadable(why: String)
    /// The file's bytes are no multiple of one vector's.
    case size(bytes: Int, vectorBytes: Int)
    case empty
    case damagedArray(why: String)
    case arrayVersion(major: Int, minor: Int)
    case arrayType(got: String, needed: String)
    case arrayOrder
    case arrayShape(got: [Int], needed: [Int])
    case vectorCounts([Int])
    case noSuchVector(asked: Int, count: Int)
  }

  /// The file's path.
  package let file: String
  package let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    switch reason {
    case .fileCount(let given, let needed):
      "\(given) input files were given, the model has \(needed) inputs"
    case .unreadable(let why): "\(file): cannot read the input (\(why))"
    case .size(let bytes, let vectorBytes):
      "\(file): \(bytes) B is no multiple of the \(vectorBytes) B that one input vector takes"
    case .empty: "\(file): the input file is empty"
    case .damagedArray(let why): "\(file): not a readable .npy file (\(why))"
    case .arrayVersion(let major, let minor):
      "\(file): .npy format version \(major).\(minor) is not known"
    case .arrayType(let got, let needed):
      "\(file): the array's type is \(got.debugDescription), the input takes \(needed)"
    case .arrayOrder: "\(file): the array is in Fortran order"
    case .arrayShape(let got, let needed):
      "\(file): the array's shape is \(got), the input's is \(needed)"
    case .vectorCounts(let counts):
      "the input files hold different numbers of vectors: "
        + counts.map(String.init).joined(separator: ", ")
    case .noSuchVector(let asked, let count):
      "there is no vector \(asked): the input holds \(count), counted from 0"
    }
  }

  package var remedy: String? {
    switch reason {
    case .fileCount: "give one file a graph input, in graph order, with commas between"
    case .unreadable: "name a file that can be read with --input"
    case .size(_, let vectorBytes):
      "give raw little-endian elements, row-major: \(vectorBytes) B a vector"
    case .empty, .damagedArray, .arrayVersion:
      "write the array again with numpy.save, or give raw little-endian elements"
    case .arrayType(_, let needed): "convert it with array.astype('\(needed)')"
    case .arrayOrder: "convert it with numpy.ascontiguousarray before saving"
    case .arrayShape(_, let needed):
      "give shape \(needed), or the same with the number of vectors in front"
    case .vectorCounts: "give as many vectors for every input"
    case .noSuchVector: "choose another --vector"
    }
  }
}
