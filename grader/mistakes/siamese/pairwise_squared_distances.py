import keras

from grader.authoring import alternative, edited, everywhere, mistake

distances_not_cut_off = edited(
    "Rounding leaves some distances a little below zero. No distance is negative: cut the table off at zero.",
    ("keras.ops.maximum(A_squares + B_squares - 2 * products, 0)", "A_squares + B_squares - 2 * products"),
)
distances_product_once = edited(
    "The product a.b is subtracted once. In |a - b|^2 it stands twice: -2ab, as in (x - y)^2 of school.",
    ("products = keras.ops.matmul(A, keras.ops.transpose(B))  # (m, n)", ""),
    ("2 * products", "keras.ops.matmul(A, keras.ops.transpose(B))"),
)
distances_product_added = edited(
    "The product is added, so you compute |a + b|^2. The distance needs minus 2ab.",
    ("A_squares + B_squares - 2 * products", "A_squares + B_squares + 2 * products"),
)
distances_with_root = edited(
    "You took the root. In this notebook a distance is squared; and the slope of the root at zero is infinite, which "
    "makes NaN of the gradient.",
    ("keras.ops.maximum(", "keras.ops.sqrt(keras.ops.maximum("),
    ("products, 0)", "products, 0))"),
)
distances_mean_over_features = edited(
    "The squares are averaged over the d numbers of a row. A squared distance is their sum.",
    ("products, 0)", "products, 0) / A.shape[1]"),
)
distances_rows_for_B = edited(
    "The table lies on its side. Its rows belong to the rows of A, its columns to the rows of B.",
    ("A_squares = keras", "A, B = B, A", "A_squares = keras"),
)
distances_products_only = edited(
    "This is the table of the scalar products a.b alone. They measure likeness, not distance; the squared lengths of "
    "a and b belong to it.",
    ("keras.ops.maximum(A_squares + B_squares - 2 * products, 0)", "products"),
)


@mistake(
    "The absolute differences are summed. This is another distance (the city-block distance); here each difference "
    "is squared."
)
def distances_city_block(A, B):
    return keras.ops.sum(keras.ops.absolute(keras.ops.expand_dims(A, 1) - keras.ops.expand_dims(B, 0)), axis=2)


distances_with_numpy = edited(
    "The numbers are right, but they are computed with NumPy, so no gradient can flow back through them. Use "
    "keras.ops from beginning to end.",
    ("keras.ops.maximum(A_squares + B_squares - 2 * products, 0)", "np.sum((A[:, np.newaxis] - B) ** 2, axis=2)"),
)
distances_without_B_squares = edited(
    "The squared lengths of the rows of B are missing. Each column of the table needs that of its own row of B.",
    ("B_squares = keras.ops.sum(keras.ops.square(B), axis=1)  # (n,)", ""),
    ("A_squares + B_squares", "A_squares"),
)
distances_sum_over_rows = edited(
    "The sums are taken down the columns (axis 0). Each row is one vector: sum along axis 1.",
    everywhere("axis=1", "axis=0"),
)


@mistake("The matrix product lacks a transpose. Each row of A meets each row of B: that is A times B transposed.")
def distances_without_transpose(A, B):
    if A.shape[1] != B.shape[0]:
        raise ValueError("the shapes do not fit")  # TensorFlow's own sentence names the device
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.maximum(A_squares + B_squares - 2 * keras.ops.matmul(A, B), 0)


distances_of_unit_vectors = edited(
    "2 - 2ab is right for vectors of length one only. These may have any length: add their squared lengths.",
    ("A_squares + B_squares", "2"),
)
distances_absolute = edited(
    "The absolute value makes a small distance of what rounding left below zero. Such points are equal as far as one "
    "can see: cut off at zero.",
    ("maximum(A_squares + B_squares - 2 * products, 0)", "absolute(A_squares + B_squares - 2 * products)"),
)


@alternative
def distances_by_broadcasting(A, B):
    print("all differences at once")
    return keras.ops.sum((keras.ops.expand_dims(A, 1) - keras.ops.expand_dims(B, 0)) ** 2, axis=-1)


@alternative
def distances_with_loops(A, B):
    rows = [
        keras.ops.stack([keras.ops.sum(keras.ops.square(A[i] - B[j])) for j in range(len(B))]) for i in range(len(A))
    ]
    return keras.ops.stack(rows)


@alternative
def distances_with_einsum(A, B):
    A, B = keras.ops.convert_to_tensor(A), keras.ops.convert_to_tensor(B)
    A_squares = keras.ops.einsum("id,id->i", A, A)[:, None]
    B_squares = keras.ops.einsum("jd,jd->j", B, B)[None, :]
    return keras.ops.relu(A_squares - 2 * keras.ops.einsum("id,jd->ij", A, B) + B_squares)


@alternative
def distances_in_float32(A, B):
    A, B = keras.ops.cast(A, "float32"), keras.ops.cast(B, "float32")
    table = keras.ops.sum(A**2, axis=1)[:, None] + keras.ops.sum(B**2, axis=1) - 2 * (A @ keras.ops.transpose(B))
    return keras.ops.where(table > 0, table, keras.ops.zeros_like(table))
