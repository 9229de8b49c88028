"""The figures, pictures and exercises of the chapter *Recognising digits*."""
