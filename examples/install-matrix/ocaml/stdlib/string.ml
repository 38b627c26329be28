let concat separator = Stdlib.List.fold_left (fun all one -> all ^ separator ^ one) ""
