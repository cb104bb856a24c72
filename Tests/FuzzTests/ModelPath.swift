import BoardProfiles
import Failures
import GraphPreparation
import ModelGraph
import Planning
import TFLiteReader

/// How far an input came on the way from bytes to plan.
enum FuzzOutcome: String, CaseIterable {
  case notRead = "refused by the reader"
  case notPrepared = "refused in preparation"
  case notLowered = "refused as unsupported"
  case notPlanned = "refused by the planner"
  case planned = "planned"
}

/// What an input must never do.
struct FuzzDefect: Error, CustomStringConvertible {
  let description: String
}

/// The way of a model from bytes to plan.
enum ModelPath {
  /// Takes `bytes` as far as they go.
  ///
  /// - Throws: `FuzzDefect` for an error that tells a person nothing.
  static func run(_ bytes: [UInt8], board: BoardProfile) throws(FuzzDefect) -> FuzzOutcome {
    let graph: ModelGraph
    do {
      graph = try TFLiteReader.read(bytes)
    } catch {
      return try refusal(error, .notRead)
    }
    let prepared: ModelGraph
    do {
      prepared = try GraphPreparation.prepare(graph)
    } catch {
      return try refusal(error, .notPrepared)
    }
    let facts = ModelFacts(of: prepared)
    guard facts.peakBytes >= 0, facts.macCount >= 0, facts.parameterCount >= 0,
      facts.constantBytes >= 0
    else { throw FuzzDefect(description: "negative facts") }
    let lowered: LoweredGraph
    do {
      lowered = try Lowering.lower(prepared)
    } catch {
      return try refusal(error, .notLowered)
    }
    do {
      let plan = try Planner.plan(lowered, for: board)
      for placement in plan.placements.values {
        guard let arena = plan.arenas.first(where: { $0.region == placement.region }),
          placement.offsetBytes + placement.byteCount <= arena.byteCount
        else { throw FuzzDefect(description: "a tensor lies outside its arena") }
      }
      return .planned
    } catch let defect as FuzzDefect {
      throw defect
    } catch {
      return try refusal(error, .notPlanned)
    }
  }

  private static func refusal(
    _ error: any Error, _ outcome: FuzzOutcome
  ) throws(FuzzDefect) -> FuzzOutcome {
    guard let failure = error as? any Failure else {
      throw FuzzDefect(description: "an error that is no Failure: \(error)")
    }
    guard !failure.summary.isEmpty, failure.remedy?.isEmpty == false,
      failure.exitStatus != .done
    else { throw FuzzDefect(description: "an error without words: \(failure)") }
    return outcome
  }
}
