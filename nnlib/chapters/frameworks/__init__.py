"""The figures, pictures and exercises of the chapter *From nnlib to frameworks*."""
