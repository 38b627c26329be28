let quote text = "\\Q" ^ text ^ "\\E"
