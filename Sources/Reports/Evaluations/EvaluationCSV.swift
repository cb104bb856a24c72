package import Evaluation

/// An evaluation's answers, a row a sample.
package enum EvaluationCSV {
  /// `index,label,prediction,score`, with the sample's file and the board's answer where there are
  /// any.
  ///
  /// In anomaly detection there is no prediction, and the score is the mean squared error. Cells of
  /// samples that the board did not get are empty.
  package static func text(_ evaluation: Evaluation) -> String {
    let files = evaluation.data.files
    let board = evaluation.board
    let head =
      ["index"] + (files == nil ? [] : ["file"]) + ["label", "prediction", "score"]
      + (board == nil ? [] : ["board_prediction", "board_score"])
    var text = Delimited.line(head)
    for (index, answer) in evaluation.host.answers.enumerated() {
      var fields: [Delimited.Field] = [.integer(index)]
      if let files { fields.append(.untrusted(files[index])) }
      fields += [
        .integer(evaluation.data.labels[index]), .integer(answer.prediction),
        .number(answer.score),
      ]
      if let answers = board?.side.answers {
        let answered = answers.indices.contains(index) ? answers[index] : nil
        fields += [.integer(answered?.prediction), .number(answered?.score)]
      }
      text += Delimited.row(fields)
    }
    return text
  }
}
