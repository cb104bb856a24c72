import Glibc

/// Which files firmware is made from, as they stand now: two that are equal give equal firmware.
///
/// A file is told by its place, inode, length and time of change, so that nothing has to be read.
package struct FilesStamp: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    let path: String
    let inode: UInt
    let byteCount: Int
    let seconds: Int
    let nanoseconds: Int
  }

  private var entries: [Entry] = []

  /// What stands at `roots` and below.
  init(of roots: [String]) {
    for root in roots { add(root, depth: 0) }
  }

  private mutating func add(_ path: String, depth: Int) {
    var status = stat()
    guard depth < 16, stat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in Files.names(in: path).sorted() { add("\(path)/\(name)", depth: depth + 1) }
    } else {
      entries.append(
        Entry(
          path: path, inode: UInt(status.st_ino), byteCount: Int(status.st_size),
          seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec))
    }
  }
}

extension ProductFiles {
  /// The state of all files that firmware for a board is made from.
  package func stamp(board: String) -> FilesStamp {
    FilesStamp(of: ["\(boards)/\(board).yaml", template, kernels])
  }
}
