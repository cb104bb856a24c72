import GRDB

extension ResultStoreError {
  /// What SQLite's result code means to a person.
  init(_ error: any Error, path: String) {
    if let known = error as? ResultStoreError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(path: path, reason: .failed(detail: String(describing: error)))
      return
    }
    let detail = error.message ?? error.resultCode.description
    let reason: Reason =
      switch error.resultCode {
      case .SQLITE_FULL: .diskFull
      case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(detail: detail)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
      case .SQLITE_CANTOPEN, .SQLITE_AUTH: .cannotOpen(detail: detail)
      // A file size limit, and a log's index without room, show as a failed write.
      case .SQLITE_IOERR where Self.fullDiskCodes.contains(error.extendedResultCode): .diskFull
      default: .failed(detail: detail)
      }
    self.init(path: path, reason: reason)
  }

  private static var fullDiskCodes: [ResultCode] { [.SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE] }
}

extension Error {
  /// Whether it is a disk that does not take what SQLite wants to write.
  var isOfTheDisk: Bool {
    guard let error = self as? DatabaseError else { return false }
    let codes: [ResultCode] = [
      .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_FULL,
    ]
    return codes.contains(error.resultCode)
  }
}
