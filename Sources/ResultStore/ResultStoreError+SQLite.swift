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
      // A file size limit shows as a failed write rather than as a full disk.
      case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE: .diskFull
      default: .failed(detail: detail)
      }
    self.init(path: path, reason: reason)
  }
}
